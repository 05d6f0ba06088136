import { expect, it } from 'vitest';
import { startFaultProxy } from './fault-proxy.ts';
import { cloneOf, type Client } from './git-client.fixture.ts';
import { raceWriters } from './race.ts';
import type { ServedRepository } from './repository.ts';
import { startGitServer } from './server.ts';

// What git says when a push does not land. Whoever tells these apart by their words has them here, from the real one.
it.each([
  {
    story: 'somebody was faster, and their commit is not here',
    before: (repository: ServedRepository) => repository.commit({ b: 'b' }),
    stderr: ' ! [rejected]        HEAD -> main (fetch first)\n',
  },
  {
    story: 'somebody was faster, and their commit is here',
    before: async (repository: ServedRepository, client: Client) => {
      await repository.commit({ b: 'b' });
      await client.git('fetch', '--quiet');
    },
    stderr: ' ! [rejected]        HEAD -> main (non-fast-forward)\n',
  },
  {
    story: 'history was rewritten',
    before: (repository: ServedRepository) => repository.rewriteHistory(),
    stderr: ' ! [rejected]        HEAD -> main (fetch first)\n',
  },
  {
    story: 'the branch is protected',
    before: (repository: ServedRepository) => repository.protect(),
    stderr: /^remote: error: GH006: Protected branch update failed for refs\/heads\/main\. *\n[^]* ! \[remote rejected\] HEAD -> main \(pre-receive hook declined\)\n/,
  },
  {
    story: 'another process holds the lock of the branch',
    before: (repository: ServedRepository) => repository.lockBranch(),
    stderr: /^remote: error: cannot lock ref 'refs\/heads\/main': Unable to create '[^']+main\.lock': File exists\.[^]* ! \[remote rejected\] HEAD -> main \(failed to update ref\)\n/,
  },
])('$story', async ({ before, stderr }) => {
  await using server = await startGitServer({ repositories: { 'acme/factory': { files: { a: 'a' } } } });
  const repository = server.repository('acme/factory');
  await using client = await cloneOf(repository.url);
  await before(repository, client);
  const head = await repository.head();
  const run = await client.push('c', 'c');
  expect(run.exitCode).toBe(1);
  expect(run.stderr).toMatch(stderr);
  expect(await repository.head()).toBe(head);
});

it.each([
  { forge: 'github', says: 'Permission to acme/factory.git denied to image-factory[bot].' },
  { forge: 'gitlab', says: 'You are not allowed to push code to this project.' },
] as const)('a read-only token, in the words of $forge', async ({ forge, says }) => {
  await using server = await startGitServer({ repositories: { 'acme/factory': { files: { a: 'a' } } }, tokens: { reader: 'read' }, forge });
  const { url } = server.repository('acme/factory');
  await using client = await cloneOf(url, { token: 'reader', user: 'oauth2' });
  expect(await client.push('c', 'c')).toMatchObject({
    exitCode: 128,
    stderr: `remote: ${says}\nfatal: unable to access '${url}/': The requested URL returned error: 403\n`,
  });
});

it('the branch moves after it was read and before it is written', async () => {
  await using server = await startGitServer({ repositories: { 'acme/factory': { files: { a: 'a' } } } });
  const repository = server.repository('acme/factory');
  const meanwhile = { kind: 'meanwhile', run: () => repository.commit({ b: 'b' }) } as const;
  await using proxy = await startFaultProxy(server.origin, [{ method: 'POST', path: '/git-receive-pack', fault: meanwhile }]);
  await using client = await cloneOf(proxy.through(repository.url));
  const run = await client.push('c', 'c');
  expect(run.exitCode).toBe(1);
  expect(run.stderr).toMatch(/^remote: error: cannot lock ref 'refs\/heads\/main': is at [0-9a-f]{40} but expected [0-9a-f]{40} *\n[^]* ! \[remote rejected\] HEAD -> main \(failed to update ref\)\n/);
  expect((await repository.log())[0]?.author).toBe('Rival');
});

it('a deleted branch: a push brings it back, one that expects it does not', async () => {
  await using server = await startGitServer({ repositories: { 'acme/factory': { files: { a: 'a' } } } });
  const repository = server.repository('acme/factory');
  const side = await repository.commit({ b: 'b' }, { branch: 'side' });
  await using client = await cloneOf(repository.url);
  await client.git('checkout', '--quiet', 'side');
  await repository.deleteBranch('side');
  expect((await client.git('fetch', 'origin', 'refs/heads/side')).stderr).toBe("fatal: couldn't find remote ref refs/heads/side\n");
  const expecting = await client.git('push', `--force-with-lease=side:${side}`, 'origin', 'HEAD:side');
  expect(expecting).toMatchObject({ exitCode: 1, stderr: expect.stringContaining(' ! [rejected]        HEAD -> side (stale info)\n') });
  expect(await client.git('push', 'origin', 'HEAD:side')).toMatchObject({ exitCode: 0 });
  expect(await repository.head('side')).toBe(side);
});

it('a protected branch with a quote in its name, in the words of GitLab', async () => {
  await using server = await startGitServer({ repositories: { 'acme/factory': { files: { a: 'a' }, branch: "it's" } }, forge: 'gitlab' });
  await server.protect('acme/factory', "it's");
  await using client = await cloneOf(server.repository('acme/factory').url);
  const { stderr } = await client.push('b', 'b');
  expect(stderr).toMatch(/^remote: GitLab: You are not allowed to push code to protected branches on this project\. *\n/);
  expect(stderr).toContain(" ! [remote rejected] HEAD -> it's (pre-receive hook declined)\n");
});

it('a lock ends with its scope', async () => {
  await using server = await startGitServer({ repositories: { 'acme/factory': { files: { a: 'a' } } } });
  const repository = server.repository('acme/factory');
  {
    await using _lock = await repository.lockBranch();
    await expect(repository.commit({ b: 'b' })).rejects.toThrow('git fast-import');
  }
  expect(await repository.commit({ b: 'b' })).toBe(await repository.head());
});

it('a protection can be lifted', async () => {
  await using server = await startGitServer({ repositories: { 'acme/factory': { files: { a: 'a' } } } });
  await server.protect('acme/factory', 'main');
  await using client = await cloneOf(server.repository('acme/factory').url);
  expect(await client.push('b', 'b')).toMatchObject({ exitCode: 1 });
  expect(await client.git('push', 'origin', 'HEAD:refs/heads/other')).toMatchObject({ exitCode: 0 });
  await server.repository('acme/factory').unprotect();
  expect(await client.git('push', 'origin', 'HEAD')).toMatchObject({ exitCode: 0 });
});

it('of simultaneous pushes one lands, and each of the others says why in one of the known ways', async () => {
  await using server = await startGitServer({ repositories: { 'acme/factory': { files: { a: 'a' } } } });
  const repository = server.repository('acme/factory');
  const results = await raceWriters(6, async (writer, ready) => {
    await using client = await cloneOf(repository.url);
    await ready();
    return await client.push(`f${writer}`, 'x');
  });
  const runs = results.flatMap(({ outcome }) => (outcome.kind === 'value' ? [outcome.value] : []));
  const lost = runs.filter((run) => run.exitCode !== 0);
  expect([runs.length, lost.length]).toEqual([6, 5]);
  for (const { stderr } of lost) expect(stderr).toMatch(/\[rejected\] .*\(fetch first\)|\[remote rejected\] .*\(failed to update ref\)/);
  expect(await repository.log()).toHaveLength(2);
  await repository.fsck();
});
