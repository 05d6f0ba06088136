import { runProcess, startFaultyRegistry, temporaryFolder, type BuildKit, type FaultyRegistry } from '@image-factory/testkit';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BuildFactory, entry, factoryFile, token } from './world.fixture.ts';

const shipped = process.env['IMAGE_FACTORY_TEST_DIST'] ?? fileURLToPath(new URL('../../dist/', import.meta.url));

/** A factory whose images are pushed through a registry that can be made to fail. */
export interface FaultyFactory extends AsyncDisposable {
  readonly factory: BuildFactory;
  readonly proxy: FaultyRegistry;
}

/** @param images - the Dockerfile of each image, by name; all are built for two platforms */
export async function startFaultyFactory(images: Readonly<Record<string, string>>, tags = '[latest, stable]'): Promise<FaultyFactory> {
  await using owned = new AsyncDisposableStack();
  const dockerfiles = Object.fromEntries(Object.entries(images).map(([name, text]) => [`${name}.Dockerfile`, text]));
  const factory = owned.use(await BuildFactory.start((registry) => ({ 'image-factory/images.yaml': entry(registry, 'none'), ...dockerfiles })));
  const proxy = owned.use(await startFaultyRegistry(factory.buildKit.registry));
  const entries = Object.keys(images).map((name) => entry(proxy.host, name, `  tags: ${tags}\n`, undefined, `${name}.Dockerfile`));
  await factory.server.repository('acme/factory').commit({
    'image-factory/images.yaml': entries.join(''),
    'image-factory/factory.yaml': factoryFile(factory.buildKit.registry, proxy.host),
  });
  await factory.buildKit.publishScanner();
  const all = owned.move();
  return { factory, proxy, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

/** What of an image is not in its registry; empty when all is there. */
export async function missingParts({ registry }: BuildKit, repository: string, name: string): Promise<readonly string[]> {
  const url = (kind: string, what: string): string => `http://${registry}/v2/${repository}/${kind}/${what}`;
  const index = await fetch(url('manifests', name));
  if (!index.ok) return [`${name}: ${index.status}`];
  const { manifests } = (await index.json()) as { manifests: readonly { digest: string }[] };
  const missing: string[] = [];
  for (const { digest } of manifests) {
    const response = await fetch(url('manifests', digest));
    if (!response.ok) missing.push(digest);
    if (!response.ok) continue;
    const { config, layers } = (await response.json()) as { config: { digest: string }; layers: readonly { digest: string }[] };
    for (const blob of [config, ...layers]) if (!(await fetch(url('blobs', blob.digest), { method: 'HEAD' })).ok) missing.push(`${blob.digest} of ${digest}`);
  }
  return manifests.length === 0 ? ['everything'] : missing;
}

/** An action that runs, in a process group of its own: it, and all that it has started, can be ended at once. */
export interface RunningAction {
  /** SIGKILL, for the whole group. */
  kill(): void;
  /** @returns the exit code; undefined when it was killed */
  readonly ended: Promise<number | undefined>;
}

/** Starts build-image as a runner does, and does not wait for it. */
export function startAction(factory: BuildFactory, cwd: string, home: string, inputs: Readonly<Record<string, string>>): RunningAction {
  const given = Object.entries({ 'github-token': token, ...inputs }).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
  const files = ['OUTPUT', 'STEP_SUMMARY', 'STATE', 'ENV', 'PATH'].map((name) => [`GITHUB_${name}`, join(home, name.toLowerCase())]);
  const env = { CI: 'true', GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: cwd, RUNNER_TEMP: home, IMAGE_FACTORY_OFFLINE: '1' };
  const child = spawn(process.execPath, [join(shipped, 'build-image', 'index.js')], {
    cwd,
    env: { ...env, ...Object.fromEntries([...given, ...files]), ...factory.env(), HOME: home },
    stdio: 'ignore',
    detached: true,
  });
  const exit = once(child, 'exit') as Promise<[number | null, string | null]>;
  return {
    kill() {
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) process.kill(-child.pid, 'SIGKILL');
    },
    ended: exit.then(([code]) => code ?? undefined),
  };
}

/** Something that waits until a test has done something. */
export interface Gatekeeper extends AsyncDisposable {
  /** A shell command that calls the test, and goes on when it is done; for `RUN` and for scripts. */
  readonly command: string;
  /** How often it was called. */
  calls(): number;
  /** From now on, what is done at each call. */
  onCall(act: () => Promise<unknown>): void;
}

/** @param wget - where BusyBox is called by */
export async function startGatekeeper(wget: string): Promise<Gatekeeper> {
  let act: () => Promise<unknown> = async () => {};
  let calls = 0;
  const server = createServer((_, response) => {
    calls += 1;
    void act().then(
      () => response.end('done'),
      () => response.writeHead(500).end(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    command: `${wget} -q -O /dev/null http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    calls: () => calls,
    onCall(next) {
      act = next;
    },
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** A buildx that is ours; both ways of calling it lead to it. */
export interface OurBuildx extends AsyncDisposable {
  readonly env: Readonly<Record<string, string>>;
}

/** @param script - of a shell, before the real one takes over with all arguments; `$1` is the command of buildx */
export async function ourBuildx({ tools, env }: BuildKit, script: string): Promise<OurBuildx> {
  const folder = await temporaryFolder();
  const text = `#!/bin/sh\n[ "$1" = buildx ] && shift\n${script}\nexec ${tools.buildx} "$@"\n`;
  await folder.write({ buildx: text, docker: text });
  await runProcess('chmod', ['+x', 'buildx', 'docker'], { cwd: folder.path });
  const path = env['PATH'] ?? dirname(process.execPath);
  return { env: { PATH: `${folder.path}:${path}` }, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}
