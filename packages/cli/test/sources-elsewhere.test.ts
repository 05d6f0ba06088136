import { parseFolderPath, parseHost, type Host } from '@image-factory/core/enrollment';
import { createRemoteSources, createSources, openHistory, openWorkTree, withRemote } from '@image-factory/store';
import { fakeClock, memoryLog, startFaultProxy, startGitServer, temporaryFolder, treeHash } from '@image-factory/testkit';
import { analyze } from '@image-factory/use-cases';
import { expect, it } from 'vitest';

const token = 'ghs_CANARY0123456789';
const names = ['one', 'two', 'three', 'four', 'five', 'six'];
const repositories = Object.fromEntries(names.map((name) => [`acme/${name}`, { files: { [`${name}/Dockerfile`]: `FROM node:${name.length}\n` } }]));

it('analyzes images whose sources are in repositories on three servers, one of them slow and one dead, in one go', async () => {
  await using server = await startGitServer({ repositories, tokens: { [token]: 'read' } });
  await using slow = await startFaultProxy(server.origin, [{ fault: { kind: 'delay', ms: 50 } }]);
  await using dead = await startFaultProxy(server.origin, [{ fault: { kind: 'black-hole' } }]);
  const origins = { fast: server.origin, slow: slow.origin, dead: dead.origin };
  const entries = Object.entries(origins).flatMap(([place, origin]) => names.map((name) => entry(`${place}-${name}`, name, hostOf(origin))));
  await using factory = await temporaryFolder({ 'image-factory/images.yaml': entries.join(''), 'cache/.keep': '' });

  const first = await run(factory.path, Object.values(origins));
  expect(first.problems.map(({ code, image }) => `${code} ${image}`)).toEqual(names.map((name) => `source/unreachable dead-${name}`));
  for (const place of ['fast', 'slow']) for (const name of names) expect(await stateOf(`${place}-${name}`)).toContain(`node-${name.length}`);
  expect(await stateOf('dead-one')).toContain('discoveryStatus: failed');
  expect(new Set(first.problems.map(({ message }) => message.replace(/^\S+: /, ''))).size).toBe(1);

  // Nothing has changed, and the same is wrong: nothing is written.
  const before = await treeHash(`${factory.path}/image-factory`);
  await run(factory.path, Object.values(origins));
  expect(await treeHash(`${factory.path}/image-factory`)).toEqual(before);

  dead.use([]);
  slow.use([{ fault: { kind: 'reset' } }]);
  const third = await run(factory.path, Object.values(origins));
  expect(third.problems.map(({ code, image }) => `${code} ${image}`)).toEqual(names.map((name) => `source/unreachable slow-${name}`));
  expect(await stateOf('dead-one')).toContain('discoveryStatus: success');
  for (const name of names) expect(await stateOf(`slow-${name}`)).toContain(`node-${name.length}`); // as found by the first run

  const said = JSON.stringify([first, third]);
  expect(said).not.toContain('CANARY');
  expect(said).not.toContain(Buffer.from(`x-access-token:${token}`).toString('base64'));

  function stateOf(name: string): Promise<string> {
    return factory.read(`image-factory/state/images/${name}.yaml`);
  }
});

/** As a front door does it. */
async function run(root: string, origins: readonly string[]) {
  const remote = createRemoteSources({
    cacheFolder: `${root}/cache`,
    hosts: origins.map(hostOf),
    tokenFor: async () => token,
    timeoutMs: 5000,
    pause: async () => {},
  });
  const sources = withRemote(createSources({ root, checkouts: new Map() }), remote);
  const dir = parseFolderPath('image-factory');
  if (!dir.ok) throw new Error('image-factory is no folder');
  const clock = fakeClock('2026-01-01T00:00:00Z');
  return analyze({ dir: dir.value, dryRun: false }, { tree: openWorkTree(root), history: openHistory(root), sources, clock, log: memoryLog() });
}

function hostOf(origin: string): Host {
  const parsed = parseHost(origin.replace('http://127.0.0.1', 'localhost'));
  if (!parsed.ok) throw new Error(`${origin} is no origin`);
  return parsed.value;
}

function entry(name: string, repo: string, host: Host): string {
  return `- name: ${name}\n  registry: ghcr.io\n  repository: acme/${name}\n  source: {provider: github, host: "${host}", repo: acme/${repo}, branch: main, dockerfile: ${repo}/Dockerfile}\n`;
}
