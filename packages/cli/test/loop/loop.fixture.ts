import { readRebuild, type Rebuild } from '@image-factory/core/rebuild';
import { readState } from '@image-factory/core/state';
import { runProcess, startGitHub, startImageRegistry, temporaryFolder, type GitHub, type ImageRegistry, type ProcessRun } from '@image-factory/testkit';
import { fileURLToPath } from 'node:url';

const slug = 'acme/factory';
const token = 'ghs_test';
const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const workflow = 'run-name: "Build ${{ inputs.image }} ${{ inputs.key }}"\non: { workflow_dispatch: { inputs: { image: {}, key: {}, reason: {}, base-digests: {} } } }\n';

/** A factory on a stand-in for GitHub, its git over HTTP, and a registry: the loop as it runs in a job, delays apart. */
export interface FactoryLoop extends AsyncDisposable {
  readonly github: GitHub;
  readonly registry: ImageRegistry;
  /** A command of ours in a clone that was just made, as a job does. */
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<ProcessRun>;
  rebuild(image: string): Promise<Rebuild>;
  stateFile(image: string): Promise<string>;
  /** Inputs of all dispatches so far. */
  dispatched(): readonly Readonly<Record<string, unknown>>[];
  commit(files: Readonly<Record<string, string>>): Promise<string>;
}

/** `app` is built from `acme/base:1`, and `site` from `app`. */
export async function startLoop(factory = ''): Promise<FactoryLoop> {
  await using ends = new AsyncDisposableStack();
  const registry = ends.use(await startImageRegistry());
  const { host } = registry;
  const entry = (name: string): string =>
    `- name: ${name}\n  registry: "${host}"\n  repository: acme/${name}\n  rebuildDelay: 0h\n  source:\n    provider: github\n    branch: main\n    dockerfile: ${name}/Dockerfile\n    platforms: [linux/amd64]\n`;
  const github = ends.use(
    await startGitHub({
      repositories: {
        [slug]: {
          files: {
            '.github/workflows/build-image.yml': workflow,
            'image-factory/images.yaml': entry('app') + entry('site'),
            'image-factory/factory.yaml': `repository: ${slug}\nrebuild: {settle: 0m${factory}}\nregistries:\n  "${host}": {}\n`,
            'app/Dockerfile': `FROM ${host}/acme/base:1\n`,
            'site/Dockerfile': `FROM ${host}/acme/app:latest\n`,
          },
        },
      },
    }),
  );
  const kept = ends.move();
  const repository = github.repository(slug);
  const stateFile = async (image: string): Promise<string> => (await repository.readFile(`image-factory/state/images/${image}.yaml`)) ?? '';
  return {
    github,
    registry,
    stateFile,
    async run(args, env = {}) {
      await using folder = await temporaryFolder();
      const cloned = await runProcess('git', ['-c', `http.extraHeader=Authorization: Basic ${Buffer.from(`x:${token}`).toString('base64')}`, 'clone', '--quiet', github.gitUrl(slug), '.'], {
        cwd: folder.path,
      });
      if (cloned.exitCode !== 0) throw new Error(cloned.stderr);
      return await runProcess(process.execPath, ['--conditions=@image-factory/source', main, ...args], {
        cwd: folder.path,
        env: { GITHUB_TOKEN: token, GITHUB_API_URL: github.url, GITHUB_REPOSITORY: slug, GITHUB_ACTOR: 'alice', HOME: folder.path, ...env },
        timeoutMs: 120_000,
      });
    },
    async rebuild(image) {
      return readRebuild(readState([{ path: `images/${image}.yaml`, text: await stateFile(image) }], 'state').snapshot.images.get(image) ?? new Map());
    },
    dispatched: () => repository.dispatches.map(({ inputs }) => inputs ?? {}),
    commit: (files) => repository.commit(files),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
