import { runBundle, startBuildKit, temporaryFolder, type BuildKit } from '@image-factory/testkit';
import { openWorkspace } from '../workspace.ts';
import { startSlowRegistry } from './slow-registry.ts';

/** A checkout of a factory with one image, a real BuildKit, and a registry that is some way off. */
export interface BenchFactory extends AsyncDisposable {
  readonly buildKit: BuildKit;
  /** The registry that the image is pushed to. */
  readonly registry: string;
  /** The checkout. */
  readonly path: string;
  /** @throws Error when it does not end with this outcome */
  action(inputs: Readonly<Record<string, string>>, outcome: string): Promise<void>;
}

export async function startFactory(latencyMs: number, files: ReadonlyMap<string, string>): Promise<BenchFactory> {
  await using owned = new AsyncDisposableStack();
  const buildKit = owned.use(await startBuildKit());
  const slow = owned.use(await startSlowRegistry(buildKit.registry, latencyMs));
  const { path } = owned.use(await temporaryFolder());
  const workspace = await openWorkspace(path);
  const source = '{provider: github, branch: main, dockerfile: Dockerfile, platforms: [linux/amd64, linux/arm64]}';
  const hosts = [buildKit.registry, slow.host].map((host) => `  "${host}": {}\n`).join('');
  await workspace.write(
    new Map([
      ...files,
      ['image-factory/images.yaml', `- name: app\n  registry: "${slow.host}"\n  repository: acme/app\n  source: ${source}\n`],
      ['image-factory/factory.yaml', `repository: acme/factory\nregistries:\n  docker.io: {mirror: "${buildKit.registry}"}\n${hosts}`],
    ]),
  );
  await workspace.commit();
  await buildKit.publishScanner();
  await buildKit.publish('node:22', { version: 'one' });
  const all = owned.move();
  return {
    buildKit,
    registry: slow.host,
    path,
    async action(inputs, outcome) {
      const env = { ...buildKit.env, GITHUB_REPOSITORY: 'acme/factory', GITHUB_SERVER_URL: 'https://github.com', GITHUB_RUN_ID: '1' };
      const { outputs, stdout } = await runBundle('build-image', {
        cwd: path,
        inputs: { image: 'app', ...inputs },
        env,
        timeoutMs: 120_000,
      });
      if (outputs['outcome'] !== outcome) throw new Error(stdout);
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}
