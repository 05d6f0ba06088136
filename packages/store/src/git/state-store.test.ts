import { parseBranchName, type BranchName } from '@image-factory/core/enrollment';
import { describeMounted, mountFullDisk, startFaultProxy, startGitServer, temporaryFolder, temporaryRepository, type Fault, type GitServer, type TemporaryRepository } from '@image-factory/testkit';
import { existsSync } from 'node:fs';
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { at } from '../at.fixture.ts';
import { openBranchStore, type BranchCommitRequest, type BranchHead, type BranchStore } from './state-store.ts';

const files = { 'state/old.yaml': 'old: 1\n', 'state/kept.yaml': 'kept: 1\n', 'README.md': 'hello\n' };
const now = (): Date => new Date('2026-02-03T04:05:06Z');
const main = branch('main');
const token = 'ghs_canary0123456789';

function branch(text: string): BranchName {
  const parsed = parseBranchName(text);
  if (!parsed.ok) throw new Error(text);
  return parsed.value;
}

function request(extra: Partial<BranchCommitRequest> = {}): BranchCommitRequest {
  return {
    changes: [
      { kind: 'write', path: at('state/a.yaml'), text: 'a: "ü"\n' },
      { kind: 'remove', path: at('state/old.yaml') },
    ],
    message: 'Update state\n\nBecause of a test.\n',
    author: { name: 'Image Factory Bot', email: 'bot@example.com' },
    ...extra,
  };
}

async function headOf(store: BranchStore): Promise<BranchHead> {
  const opened = await store.open();
  if (opened.kind !== 'head') throw new Error(JSON.stringify(opened));
  return opened.head;
}

describe('the local branch', () => {
  const open = (repository: TemporaryRepository): Promise<BranchStore> => openBranchStore(repository.path, { branch: main, push: false, now });

  it('gets one commit with all changes, and the checkout follows', async () => {
    await using repository = await temporaryRepository({ files });
    const parent = await repository.git('rev-parse', 'HEAD');
    const store = await open(repository);
    const commit = await store.commit((await headOf(store)).commit, request());
    expect(commit).toEqual({ kind: 'landed', commit: await repository.git('rev-parse', 'main') });
    expect(await repository.git('log', '-1', '--format=%P|%an <%ae>|%cI|%B')).toBe(`${parent}|Image Factory Bot <bot@example.com>|2026-02-03T04:05:06+00:00|Update state\n\nBecause of a test.\n`);
    expect(await repository.git('diff', '--name-status', parent, 'main')).toBe('A\tstate/a.yaml\nD\tstate/old.yaml');
    expect(await repository.git('status', '--porcelain')).toBe('');
    expect(await repository.read('state/a.yaml')).toBe('a: "ü"\n');
    expect(await repository.git('for-each-ref', '--format=%(refname)')).toBe('refs/heads/main');
  });

  it('is read as committed, and takes nothing along that stands uncommitted', async () => {
    await using repository = await temporaryRepository({ files });
    await repository.write({ 'README.md': 'draft\n', 'new.txt': 'x\n' });
    await repository.git('add', 'new.txt');
    const store = await open(repository);
    const head = await headOf(store);
    expect(await head.read(at('README.md'))).toMatchObject({ text: 'hello\n' });
    await store.commit(head.commit, request());
    expect(await repository.git('show', 'main:README.md')).toBe('hello');
    expect(await repository.read('README.md')).toBe('draft\n');
    expect(await repository.git('status', '--porcelain')).toBe(' M README.md\nA  new.txt');
  });

  it('somebody was faster: nothing changes', async () => {
    await using repository = await temporaryRepository({ files });
    const store = await open(repository);
    const head = await headOf(store);
    const other = await repository.commit('other', { 'README.md': 'other\n' });
    expect(await store.commit(head.commit, request())).toEqual({ kind: 'moved' });
    expect(await repository.git('rev-parse', 'main')).toBe(other);
    expect(await repository.git('status', '--porcelain')).toBe('');
    expect((await headOf(store)).commit).toBe(other);
  });

  it('a branch of its own begins with its first commit', async () => {
    await using repository = await temporaryRepository({ files });
    const store = await openBranchStore(repository.path, { branch: branch('state'), push: false, now });
    expect(await store.open()).toEqual({ kind: 'absent' });
    const [change] = request().changes;
    if (change === undefined) throw new Error('no change');
    expect(await store.commit(undefined, request({ changes: [change] }))).toMatchObject({ kind: 'landed' });
    expect(await store.commit(undefined, request({ changes: [change] }))).toEqual({ kind: 'moved' });
    expect(await repository.git('ls-tree', '-r', '--name-only', 'refs/heads/state')).toBe('state/a.yaml');
    expect(await repository.git('rev-list', '--count', 'refs/heads/state')).toBe('1');
  });

  it('paths start at the given folder, which may lie below the top', async () => {
    await using repository = await temporaryRepository({ files: { 'sub/state/old.yaml': '', 'README.md': '' } });
    const store = await openBranchStore(join(repository.path, 'sub'), { branch: main, push: false, now });
    await store.commit((await headOf(store)).commit, request());
    expect(await repository.git('ls-files')).toBe('README.md\nsub/state/a.yaml');
  });

  it('runs no hook, and no name leads out of its line', async () => {
    await using repository = await temporaryRepository({ files });
    for (const hook of ['reference-transaction', 'post-update', 'pre-push', 'post-commit', 'post-index-change']) {
      const file = join(repository.path, '.git/hooks', hook);
      await writeFile(file, `#!/bin/sh\ntouch "${repository.path}/CANARY"\n`);
      await chmod(file, 0o755);
    }
    const store = await open(repository);
    const { commit: parent } = await headOf(store);
    await store.commit(parent, request({ author: { name: 'Eve <eve@example.com> 0 +0000\ncommitter x', email: 'e>\nfrom HEAD' } }));
    expect(existsSync(join(repository.path, 'CANARY'))).toBe(false);
    expect(await repository.git('log', '-1', '--format=%P', 'main')).toBe(parent);
  });
});

describeMounted('where nothing can be written', () => {
  it('a commit is refused at once', async () => {
    await using disk = await mountFullDisk();
    if (disk === undefined) throw new Error('mounting was possible a moment ago');
    await using repository = await temporaryRepository({ files });
    const head = await repository.git('rev-parse', 'HEAD');
    const texts = {
      HEAD: 'ref: refs/heads/main\n',
      config: '[core]\n\trepositoryformatversion = 0\n\tbare = false\n',
      'refs/heads/main': `${head}\n`,
      'objects/info/alternates': `${repository.path}/.git/objects\n`,
    };
    for (const [path, text] of Object.entries(texts)) {
      await mkdir(dirname(join(disk.path, '.git', path)), { recursive: true });
      await writeFile(join(disk.path, '.git', path), text);
    }
    await disk.fill();
    const store = await openBranchStore(disk.path, { branch: main, push: false, now });
    await expect(store.commit((await headOf(store)).commit, request())).rejects.toMatchObject({
      code: 'state/unwritable',
      message: expect.stringMatching(/^The clone can not be written to commit to main: .*space/),
    });
  });
});

describe('the branch of the remote', () => {
  /** A server with one repository, and a clone of it; `through` is put in between. */
  async function cloned(server: GitServer, through = (url: string): string => url): Promise<TemporaryRepository> {
    const clone = await temporaryRepository();
    await clone.git('remote', 'add', 'origin', server.repository('acme/factory').url);
    await clone.git('-c', `http.extraHeader=Authorization: Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`, 'fetch', '--quiet', 'origin', 'main');
    await clone.git('reset', '--quiet', '--hard', 'FETCH_HEAD');
    await clone.git('remote', 'set-url', 'origin', through(server.repository('acme/factory').url));
    return clone;
  }

  const serve = (): Promise<GitServer> => startGitServer({ repositories: { 'acme/factory': { files } }, tokens: { [token]: 'write', ghs_reader0123456789: 'read' } });
  const open = (clone: TemporaryRepository, credential = token): Promise<BranchStore> => openBranchStore(clone.path, { branch: main, push: true, token: credential, now });

  it('is fetched, gets one commit, and the checkout follows', async () => {
    await using server = await serve();
    const origin = server.repository('acme/factory');
    await using clone = await cloned(server);
    const rival = await origin.commit({ 'README.md': 'rival\n' });
    const store = await open(clone);
    const head = await headOf(store);
    expect(head.commit).toBe(rival);
    expect(await head.read(at('README.md'))).toMatchObject({ text: 'rival\n' });
    const landed = await store.commit(head.commit, request());
    expect(landed).toEqual({ kind: 'landed', commit: await origin.head() });
    expect(await clone.git('rev-parse', 'main')).toBe(await origin.head());
    expect(await clone.git('status', '--porcelain')).toBe('');
    expect(await clone.read('state/a.yaml')).toBe('a: "ü"\n');
  });

  it('a commit onto another one gives up what was seen on the branch, and that alone', async () => {
    await using server = await serve();
    const origin = server.repository('acme/factory');
    await using clone = await cloned(server);
    const work = await openBranchStore(clone.path, { branch: branch('work'), push: true, token, now });
    const base = (await headOf(await open(clone))).commit;
    const first = await work.commit(undefined, request({ onto: base }));
    expect(first).toEqual({ kind: 'landed', commit: await origin.head('work') });
    expect(await work.commit(undefined, request({ onto: base, message: 'again' }))).toEqual({ kind: 'moved' });
    const seen = (await headOf(work)).commit;
    const second = await work.commit(seen, request({ onto: base, message: 'second' }));
    expect(second).toEqual({ kind: 'landed', commit: await origin.head('work') });
    expect(await origin.git('rev-parse', 'work~1')).toBe(base);
    const theirs = await origin.commit({ mine: 'x' }, { branch: 'work' });
    expect(await work.commit(await origin.git('rev-parse', 'work~1'), request({ onto: base, message: 'third' }))).toEqual({ kind: 'moved' });
    expect(await origin.head('work')).toBe(theirs);
  });

  it('is taken away where it is expected, and stays where somebody else was faster', async () => {
    await using server = await serve();
    const origin = server.repository('acme/factory');
    await using clone = await cloned(server);
    const work = await openBranchStore(clone.path, { branch: branch('work'), push: true, token, now });
    const before = await origin.commit({ a: '1' }, { branch: 'work' });
    await origin.commit({ a: '2' }, { branch: 'work' });
    expect(await work.remove(before)).toBe(false);
    expect(await work.remove((await headOf(work)).commit)).toBe(true);
    expect(await origin.head('work')).toBeUndefined();
    expect(await work.remove(before)).toBe(false);
  });

  it('P17: somebody was faster: nothing is pushed, nothing changes here, and the next look shows what they did', async () => {
    await using server = await serve();
    const origin = server.repository('acme/factory');
    await using clone = await cloned(server);
    const store = await open(clone);
    const head = await headOf(store);
    const rival = await origin.commit({ 'README.md': 'rival\n' });
    expect(await store.commit(head.commit, request())).toEqual({ kind: 'moved' });
    expect(await origin.head()).toBe(rival);
    expect(await clone.git('rev-parse', 'main')).toBe(head.commit);
    expect((await headOf(store)).commit).toBe(rival);
  });

  it('a branch that was deleted is not made again; one whose history was rewritten is read as it is', async () => {
    await using server = await serve();
    const origin = server.repository('acme/factory');
    await using clone = await cloned(server);
    const store = await open(clone);
    const head = await headOf(store);
    await origin.rewriteHistory();
    expect(await store.commit(head.commit, request())).toEqual({ kind: 'moved' });
    const rewritten = await headOf(store);
    expect(rewritten.commit).toBe(await origin.head());
    await origin.deleteBranch();
    expect(await store.commit(rewritten.commit, request())).toEqual({ kind: 'moved' });
    expect(await store.open()).toEqual({ kind: 'absent' });
  });

  it('a lost answer is unclear, and the next look tells', async () => {
    await using server = await serve();
    await using proxy = await startFaultProxy(server.origin, [], { keepAlive: false });
    await using clone = await cloned(server, proxy.through);
    const store = await open(clone);
    const head = await headOf(store);
    proxy.use([{ method: 'POST', path: /git-receive-pack/, nth: 1, fault: { kind: 'lose-answer' } }]);
    const outcome = await store.commit(head.commit, request());
    expect(outcome).toMatchObject({ kind: 'unclear' });
    const after = await headOf(store);
    expect(after.commit).not.toBe(head.commit);
    expect(outcome.kind === 'unclear' && outcome.commit !== undefined && (await store.holds(outcome.commit))).toBe(true);
  });

  it.each([
    { story: 'reset', fault: { kind: 'reset' }, opened: 'busy', committed: 'busy' },
    { story: 'a server that is out of order', fault: { kind: 'answer', status: 503 }, opened: 'busy', committed: 'busy' },
    { story: 'too many requests', fault: { kind: 'rate-limit', status: 429, retryAfter: 'seconds', seconds: 1 }, opened: 'busy', committed: 'busy' },
    { story: 'too many requests, said by a 403', fault: { kind: 'rate-limit', status: 403, retryAfter: 'absent', seconds: 1 }, opened: 'busy', committed: 'busy' },
    { story: 'half an answer', fault: { kind: 'truncate', bytes: 20 }, opened: 'busy', committed: 'busy' },
  ] as const satisfies readonly { fault: Fault; [key: string]: unknown }[])('$story: worth another try', async ({ fault, opened, committed }) => {
    await using server = await serve();
    await using proxy = await startFaultProxy(server.origin, [], { keepAlive: false });
    await using clone = await cloned(server, proxy.through);
    const store = await open(clone);
    const head = await headOf(store);
    proxy.use([{ fault }]);
    expect(await store.open()).toMatchObject({ kind: opened });
    expect(await store.commit(head.commit, request())).toMatchObject({ kind: committed });
    proxy.use([]);
    expect(await store.commit(head.commit, request())).toMatchObject({ kind: 'landed' });
  });

  it.each([
    { story: 'a protected branch', credential: token, protect: true, says: 'is protected', hint: 'stateBranch' },
    { story: 'a token that may only read', credential: 'ghs_reader0123456789', protect: false, says: 'may not be written with this token', hint: 'contents: write' },
    { story: 'a token that nobody knows', credential: 'ghs_unknown0123456789', protect: false, says: 'can not be reached with these credentials', hint: 'GITHUB_TOKEN' },
  ])('P6: $story is a refusal that shows no token', async ({ credential, protect, says, hint }) => {
    await using server = await serve();
    await using clone = await cloned(server);
    const head = await headOf(await open(clone));
    if (protect) await server.protect('acme/factory', 'main');
    const attempt = (await open(clone, credential)).commit(head.commit, request());
    await expect(attempt).rejects.toMatchObject({ code: 'state/push-refused', path: 'main', hint: expect.stringContaining(hint), message: expect.stringContaining(says) });
    const text = await attempt.catch((error: unknown) => (error instanceof Error ? `${error.message} ${error.stack} ${JSON.stringify(error)} ${String(error.cause)}` : ''));
    expect(text).not.toContain(credential);
    expect(text).not.toContain(Buffer.from(`x-access-token:${credential}`).toString('base64'));
    expect(await clone.git('config', '--list')).not.toContain(credential);
  });

  it('P6: a server that says aloud what it was sent is not repeated', async () => {
    await using server = await serve();
    await using clone = await cloned(server);
    const head = await headOf(await open(clone));
    const basic = Buffer.from(`x-access-token:${token}`).toString('base64');
    const fault = { kind: 'answer', status: 403, body: `Permission denied to ${token}, ${basic}.\n`, headers: { 'content-type': 'text/plain' } } as const;
    await using proxy = await startFaultProxy(server.origin, [{ path: 'service=git-receive-pack', fault }]);
    await clone.git('remote', 'set-url', 'origin', proxy.through(server.repository('acme/factory').url));
    await expect((await open(clone)).commit(head.commit, request())).rejects.toMatchObject({
      message: 'The branch main of the remote may not be written with this token: Permission denied to ***, ***.',
    });
  });

  it('a branch can take the place of a folder of branches', async () => {
    await using server = await serve();
    await using clone = await cloned(server);
    const origin = server.repository('acme/factory');
    const openAt = async (name: string): Promise<string> => (await headOf(await openBranchStore(clone.path, { branch: branch(name), push: true, token, now }))).commit;
    const first = await origin.commit({ a: 'a' }, { branch: 'state' });
    expect(await openAt('state')).toBe(first);
    await origin.deleteBranch('state');
    const second = await origin.commit({ a: 'b' }, { branch: 'state/eu' });
    expect(await openAt('state/eu')).toBe(second);
  });

  it('another git is at work in the clone: worth another try, and it is told which file is in the way', async () => {
    const lock = 'refs/image-factory/seen/main.lock';
    await using server = await serve();
    await using clone = await cloned(server);
    const store = await open(clone);
    await headOf(store);
    await server.repository('acme/factory').commit({ 'README.md': 'rival\n' });
    await writeFile(join(clone.path, '.git', lock), '');
    expect(await store.open()).toMatchObject({ kind: 'busy', why: expect.stringMatching(/^another git is at work in this clone, or ended there too early \(.*main\.lock/) });
    await rm(join(clone.path, '.git', lock));
    expect(await store.open()).toMatchObject({ kind: 'head' });
  });

  it('without a remote says so', async () => {
    await using repository = await temporaryRepository({ files });
    const store = await openBranchStore(repository.path, { branch: main, push: true, now });
    await expect(store.open()).rejects.toMatchObject({ kind: 'no-remote', message: expect.stringContaining('no remote called `origin`'), hint: expect.stringContaining('--no-push') });
  });

  it('an address that is no https is not used', async () => {
    await using remote = await temporaryFolder();
    await using repository = await temporaryRepository({ files });
    await repository.git('init', '--quiet', '--bare', remote.path);
    await repository.git('remote', 'add', 'origin', remote.path);
    const store = await openBranchStore(repository.path, { branch: main, push: true, token, now });
    await expect(store.open()).rejects.toMatchObject({ kind: 'no-https', hint: expect.stringContaining('--no-push') });
  });
});

it('P5: a branch that looks like an option is no branch', () => {
  expect(parseBranchName('--upload-pack=touch CANARY').ok).toBe(false);
});
