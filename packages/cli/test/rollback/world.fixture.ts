import { runProcess, startGitServer, temporaryFolder, type ProcessRun, type ServedRepository, type TemporaryFolder } from '@image-factory/testkit';
import { fileURLToPath } from 'node:url';
import { startRegistry, type Registry } from './registry.fixture.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const announced = new URL('./announce-effects.fixture.ts', import.meta.url);

const images = 'image-factory/images.yaml';
const stateFile = 'image-factory/state/images/web.yaml';

interface Standing {
  readonly stable: string | undefined;
  readonly latest: string | undefined;
  readonly state: string;
  readonly images: string;
}

/** A factory on real git, whose image `web` was published in a real registry as 1.4.2 and then as 1.5.0. */
export interface World extends AsyncDisposable {
  readonly registry: Registry;
  readonly repository: ServedRepository;
  readonly old: string;
  readonly bad: string;
  /** A job's own clone. */
  clone(): Promise<TemporaryFolder>;
  environment(clone: TemporaryFolder): Readonly<Record<string, string>>;
  /** A command of ours, from its sources, in a clone that was just made. */
  run(...args: readonly string[]): Promise<ProcessRun>;
  /** The digests under the tags that move, and what the branch says. */
  stand(): Promise<Standing>;
  /** Puts everything back to how it stood. */
  startOver(standing: Standing): Promise<void>;
}

/** The arguments of a process that runs the command line. @param isAnnounced - whether it says what others see of it */
export function commandLine(args: readonly string[], isAnnounced = false): string[] {
  return ['--conditions=@image-factory/source', ...(isAnnounced ? [`--import=${announced.href}`] : []), main, ...args];
}

export const back = ['rollback', 'web', '--to', '1.4.2', '--reason', '1.5.0 does not start'] as const;

export async function openWorld(file: string, password?: string): Promise<World> {
  await using ends = new AsyncDisposableStack();
  const registry = ends.use(await startRegistry(file, password));
  const old = await registry.push('acme/web', 'old', '1.4.2', '1.4.2-aaaaaaaaaaaa', '1.4');
  const bad = await registry.push('acme/web', 'bad', '1.5.0', '1.5.0-bbbbbbbbbbbb', '1.5', 'latest', 'stable');
  const server = ends.use(await startGitServer({ repositories: { 'acme/factory': { files: filesFor(registry.host) } } }));
  const repository = server.repository('acme/factory');
  const kept = ends.move();

  async function clone(): Promise<TemporaryFolder> {
    const folder = await temporaryFolder();
    const { exitCode, stderr } = await runProcess('git', ['clone', '--quiet', repository.url, '.'], { cwd: folder.path });
    if (exitCode !== 0) throw new Error(stderr);
    return folder;
  }

  function environment({ path }: TemporaryFolder): Readonly<Record<string, string>> {
    const auth = Buffer.from(`robot:${password}`).toString('base64');
    const pushes = password === undefined ? {} : { IMAGE_FACTORY_PUSH_AUTH_CONFIG: JSON.stringify({ auths: { [registry.host]: { auth } } }) };
    return { HOME: path, IMAGE_FACTORY_OFFLINE: '1', ...pushes };
  }

  return {
    registry,
    repository,
    old,
    bad,
    clone,
    environment,
    async run(...args) {
      await using place = await clone();
      return await runProcess(process.execPath, commandLine(args), { cwd: place.path, env: environment(place) });
    },
    async stand() {
      return {
        stable: await registry.digestOf('acme/web', 'stable'),
        latest: await registry.digestOf('acme/web', 'latest'),
        state: (await repository.readFile(stateFile)) ?? '',
        images: (await repository.readFile(images)) ?? '',
      };
    },
    async startOver({ state, images: enrolled }) {
      await registry.push('acme/web', 'bad', 'latest', 'stable');
      await repository.commit({ [stateFile]: state, [images]: enrolled });
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

export function enrollment(host: string): string {
  return `# Fronts\n- name: web  # the shop\n  registry: "${host}"\n  repository: acme/web\n  tags: [latest, stable, "{{version}}"]\n  source:\n    provider: github\n    branch: main\n    dockerfile: web/Dockerfile\n    platforms: [linux/amd64, linux/arm64]\n`;
}

function filesFor(host: string): Readonly<Record<string, string>> {
  return {
    [images]: enrollment(host),
    'image-factory/factory.yaml': `repository: acme/factory\nregistries:\n  "${host}": {}\n`,
    'web/Dockerfile': 'FROM node:22\n',
  };
}
