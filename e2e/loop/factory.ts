import { readRebuild, type Rebuild } from '@image-factory/core/rebuild';
import { readState } from '@image-factory/core/state';
import { startGitHub, startImageRegistry, type GitHub, type ImageRegistry, type ProcessRun } from '@image-factory/testkit';
import { cloneOf, type Clone } from '../writers/clone.ts';
import { program } from '../writers/program.ts';

export type Files = Readonly<Record<string, string>>;

const slug = 'acme/factory';
/** What is asked for the date in its answer. */
const clockPath = '/rate_limit';
const workflow =
  'run-name: "Build ${{ inputs.image }} ${{ inputs.key }}"\non: { workflow_dispatch: { inputs: { image: {}, key: {}, reason: {}, base-digests: {} } } }\n';

/** A factory on a stand-in for GitHub, whose clock is moved by hand. */
export interface Factory extends AsyncDisposable {
  readonly github: GitHub;
  /** A job's own clone. */
  clone(): Promise<Clone>;
  /** A command of ours in a clone that was just made. */
  run(...args: string[]): Promise<ProcessRun>;
  /** The same, and its pauses take no time. */
  hurry(...args: string[]): Promise<ProcessRun>;
  /** Moves the clock of the forge, which is the one that relays go by. */
  advance(minutes: number): void;
  environment(): Readonly<Record<string, string>>;
  rebuild(image: string): Promise<Rebuild>;
  /** Images that were started, in that order. */
  started(): readonly string[];
  /** What they were started with. */
  inputs(): readonly Readonly<Record<string, unknown>>[];
  /** Starts a run past the program. */
  start(inputs: Readonly<Record<string, unknown>>): Promise<void>;
  /** Past the API: all runs that are open end so. */
  finish(conclusion: string): void;
  /** All files of the branch. */
  files(): Promise<Files>;
}

/** `app` is built from `acme/base:1`, and `site` from `app`. */
function definitionsOf({ host }: ImageRegistry, more = ''): Files {
  const entry = (name: string): string =>
    `- name: ${name}\n  registry: "${host}"\n  repository: acme/${name}\n  rebuildDelay: 0h\n  source:\n    provider: github\n    branch: main\n    dockerfile: ${name}/Dockerfile\n    platforms: [linux/amd64]\n`;
  return {
    '.github/workflows/build-image.yml': workflow,
    'image-factory/images.yaml': entry('app') + entry('site'),
    'image-factory/factory.yaml': `repository: ${slug}\nrebuild: {settle: 0m}\nregistries:\n  "${host}": {}\n${more}`,
    'app/Dockerfile': `FROM ${host}/acme/base:1\n`,
    'site/Dockerfile': `FROM ${host}/acme/app:latest\n`,
  };
}

export interface FactoryOptions {
  readonly disabledWorkflows?: readonly string[];
  /** Where programs leave what they made of their sources, for those after them: it halves the time. */
  readonly cache?: string;
}

export async function openFactory(files: Files, { cache, ...options }: FactoryOptions = {}): Promise<Factory> {
  let ahead = 0;
  const now = (): Date => new Date(Date.now() + ahead);
  const isClock = ({ path }: GitHub['faults'][number]): boolean => path === clockPath;
  await using ends = new AsyncDisposableStack();
  const github = ends.use(await startGitHub({ repositories: { [slug]: { files, ...options } }, now }));
  const repository = github.repository(slug);
  const kept = ends.move();

  function environment(): Readonly<Record<string, string>> {
    const runner = {
      GITHUB_TOKEN: 'ghs_test',
      GITHUB_API_URL: github.url,
      GITHUB_REPOSITORY: slug,
      GITHUB_ACTOR: 'alice',
      HOME: repository.path,
    };
    return { ...runner, ...(cache === undefined ? {} : { NODE_COMPILE_CACHE: cache }) };
  }
  const clone = (): Promise<Clone> => cloneOf({ path: repository.path, url: github.gitUrl(slug), branch: 'main' });

  async function runIn(args: readonly string[], waits: boolean): Promise<ProcessRun> {
    await using place = await clone();
    return await program(args, { cwd: place.path, env: environment(), waits });
  }

  return {
    github,
    clone,
    environment,
    run: (...args) => runIn(args, true),
    hurry: (...args) => runIn(args, false),
    advance(minutes) {
      ahead += minutes * 60_000;
      const { faults } = github;
      const before = faults.findIndex(isClock);
      if (before >= 0) faults.splice(before, 1);
      faults.push({ path: clockPath, times: 1_000_000, answer: { status: 200, headers: { date: now().toUTCString() }, json: {} } });
    },
    async rebuild(image) {
      const text = (await repository.readFile(`image-factory/state/images/${image}.yaml`)) ?? '';
      return readRebuild(readState([{ path: `images/${image}.yaml`, text }], 'state').snapshot.images.get(image) ?? new Map());
    },
    started: () => repository.dispatches.map(({ inputs }) => String(inputs?.['image'])),
    inputs: () => repository.dispatches.map(({ inputs }) => inputs ?? {}),
    async start(inputs) {
      const { ok, status } = await fetch(dispatchesOf(github), {
        method: 'POST',
        headers: {
          accept: 'application/vnd.github+json',
          authorization: 'Bearer ghs_test',
          'content-type': 'application/json',
          'user-agent': 'somebody',
        },
        body: JSON.stringify({ ref: 'main', inputs }),
      });
      if (!ok) throw new Error(`The stand-in answered with ${status}.`);
    },
    finish(conclusion) {
      for (const { id, status } of repository.runs) if (status !== 'completed') repository.setRun(id, 'completed', conclusion);
    },
    async files() {
      await using place = await clone();
      const paths = (await place.git('ls-files', '-z')).split('\0').filter((path) => path !== '');
      return Object.fromEntries(await Promise.all(paths.map(async (path) => [path, await place.read(path)] as const)));
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** Runs commands of which each has to succeed. */
export async function runAll(factory: Pick<Factory, 'run'>, ...commands: readonly (readonly string[])[]): Promise<void> {
  for (const args of commands) {
    const { exitCode, stdout, stderr } = await factory.run(...args);
    if (exitCode !== 0) throw new Error(`${args.join(' ')}: ${exitCode}\n${stdout}\n${stderr}`);
  }
}

/** A registry that has all images, and a factory that knows what they were built from. */
export async function openBuilt(
  options: FactoryOptions,
  more = '',
): Promise<AsyncDisposable & { readonly registry: ImageRegistry; readonly factory: Factory }> {
  await using ends = new AsyncDisposableStack();
  const registry = ends.use(await startImageRegistry());
  const base = registry.push('acme/base:1', 'base one');
  const app = registry.push('acme/app:latest', 'app one', { image: 'acme/base:1', digest: base });
  registry.push('acme/site:latest', 'site one', { image: 'acme/app:latest', digest: app });
  const factory = ends.use(await openFactory(definitionsOf(registry, more), options));
  await runAll(factory, ['update', '--commit'], ['observe', '--commit'], ['dispatch']);
  const kept = ends.move();
  return { registry, factory, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

function dispatchesOf({ url }: GitHub): string {
  return `${url}/repos/${slug}/actions/workflows/build-image.yml/dispatches`;
}
