import { startGitHub, type GitHub, type GitHubOptions } from '@image-factory/testkit';
import { describe, expect, it } from 'vitest';
import type { ApiOptions } from '../api/client.ts';
import { gitIn } from '../git-in.fixture.ts';
import { virtualPace } from '../virtual-pace.fixture.ts';
import { at, branchOf, slugOf, textAt } from './store.fixture.ts';
import { createGitHubStores, openGitHubStore } from './store.ts';
import type { GitHubStore, Head } from './types.ts';

const slug = 'acme/factory';
const main = branchOf('main');
const files = { 'images.yaml': 'images: []\n', 'state/app.yaml': 'n: 1\n', 'state/web.yaml': 'n: 2\n', 'state/notes.txt': '' };

function start(options: Partial<GitHubOptions> = {}, protections: Readonly<Record<string, 'classic' | 'ruleset'>> = {}): Promise<GitHub> {
  return startGitHub({ repositories: { [slug]: { files, protected: protections } }, ...options });
}

function open(url: string, more: Partial<ApiOptions> = {}, branch = main): GitHubStore {
  return openGitHubStore({ repository: slugOf(slug), branch, token: 'ghs_test', apiUrl: url, pace: virtualPace(), ...more });
}

async function headOf(store: GitHubStore): Promise<Head> {
  const opened = await store.open();
  if (opened.kind !== 'head') throw new Error(`the branch is ${opened.kind}`);
  return opened.head;
}

describe('reading', () => {
  it('is of one commit, whatever comes later', async () => {
    await using github = await start();
    const head = await headOf(open(github.url));
    expect(head.commit).toBe(await github.repository(slug).head());
    await github.repository(slug).commit({ 'state/app.yaml': 'n: 9\n', 'state/late.yaml': '' });
    expect(await textAt(head, 'state/app.yaml')).toBe('n: 1\n');
    expect(await head.list(at('state'))).toEqual(['app.yaml', 'web.yaml']);
    expect(await head.list(at('.'))).toEqual(['images.yaml']);
    expect(await head.list(at('none'))).toEqual([]);
    expect(await head.read(at('none/x.yaml'))).toEqual({ kind: 'missing' });
    expect(await head.read(at('images.yaml/below'))).toEqual({ kind: 'missing' });
    expect(github.writes).toBe(0);
  });

  it('knows files by the names that git gives them, and reads none for it', async () => {
    const wide = 'tag: "3.20" # 🧊ö\n';
    await using github = await startGitHub({ repositories: { [slug]: { files: { ...files, 'state/wide.yaml': wide } } } });
    const { ids } = await headOf(open(github.url));
    const git = gitIn(github.repository(slug).path);
    for (const [path, text] of Object.entries({ ...files, 'state/wide.yaml': wide })) {
      const id = await git.one('rev-parse', `main:${path}`);
      expect([await ids?.of(at(path)), ids?.for(text)], path).toEqual([id, id]);
    }
    for (const path of ['state', 'none.yaml', 'images.yaml/below']) expect(await ids?.of(at(path)), path).toBeUndefined();
    expect(github.requests.map(({ method }) => method)).toEqual(['POST', 'GET']); // head, tree
    expect(ids?.forParts(['ab', 'c'])).not.toBe(ids?.forParts(['a', 'bc']));
  });

  it('of a branch that is not there, and of a repository that is not there', async () => {
    await using github = await start();
    expect(await open(github.url, {}, branchOf('state')).open()).toEqual({ kind: 'absent' });
    await expect(open(github.url, { repository: slugOf('acme/nope') }).open()).rejects.toMatchObject({ path: 'main', code: 'state/push-refused', message: expect.stringContaining('acme/nope') });
  });

  it('refuses what leads elsewhere or is no text, in the words of a work tree', async () => {
    await using github = await start();
    const git = gitIn(github.repository(slug).path);
    const blob = async (stdin: string) => (await git.run(['hash-object', '-w', '--stdin'], { stdin })).trim();
    const [link, text] = [await blob('state'), await blob('x'.repeat(100))];
    const latin = (await git.run(['cat-file', '-e', link]), await blob('\uFEFFtöp'));
    const env = { GIT_INDEX_FILE: 'scratch' };
    await git.run(['read-tree', 'main'], { env });
    const entries = [`120000 ${link}\tfolder`, `120000 ${link}\tstate/link.yaml`, `100755 ${text}\tbig.yaml`, `100644 ${latin}\tbom.yaml`, `160000 ${await git.one('rev-parse', 'main')}\tmodule`];
    await git.run(['update-index', '--add', '--index-info'], { env, stdin: `${entries.join('\n')}\n` });
    const tree = (await git.run(['write-tree'], { env })).trim();
    const people = { GIT_AUTHOR_NAME: 'x', GIT_AUTHOR_EMAIL: 'x', GIT_COMMITTER_NAME: 'x', GIT_COMMITTER_EMAIL: 'x' };
    const commit = (await git.run(['commit-tree', tree, '-p', 'main', '-m', 'odd'], { env: people })).trim();
    await git.one('update-ref', 'refs/heads/main', commit);

    const head = await headOf(open(github.url));
    expect(await head.read(at('bom.yaml'))).toMatchObject({ kind: 'file', text: '\uFEFFtöp', bytes: 7 });
    expect(await head.read(at('big.yaml'), 100)).toMatchObject({ kind: 'file', bytes: 100, hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(await head.read(at('big.yaml'), 99)).toEqual({ kind: 'refused', code: 'too-large', reason: 'it is larger than 99 bytes' });
    expect(await head.read(at('state/link.yaml'))).toEqual({ kind: 'refused', code: 'symlink', reason: 'it is a symbolic link' });
    expect(await head.read(at('folder/app.yaml'))).toEqual({ kind: 'refused', code: 'symlink', reason: 'it is behind a symbolic link (folder)' });
    expect(await head.read(at('module/a'))).toEqual({ kind: 'refused', code: 'special', reason: 'it is in a submodule (module)' });
    expect(await head.read(at('module'))).toEqual({ kind: 'refused', code: 'special', reason: 'it is a submodule' });
    expect(await head.read(at('state'))).toEqual({ kind: 'refused', code: 'directory', reason: 'it is a folder' });
    expect(await head.list(at('state'))).toEqual(['app.yaml', 'link.yaml', 'web.yaml']);
    for (const path of ['folder', 'images.yaml', 'module']) await expect(head.list(at(path))).rejects.toMatchObject({ path, code: 'state/unwritable' });
  });

  it('takes many files with few queries, and asks again for none', async () => {
    const many = Object.fromEntries(Array.from({ length: 250 }, (_, n) => [`state/${n}.yaml`, `n: ${n}\n`]));
    await using github = await startGitHub({ repositories: { [slug]: { files: many } } });
    const stores = createGitHubStores({ repository: slugOf(slug), token: 'ghs_test', apiUrl: github.url });
    const head = await headOf(stores(main));
    const names = await head.list(at('state'));
    for (const name of names) expect(await textAt(head, `state/${name}`)).toBe(many[`state/${name}`]); // one after the other
    expect(github.requests.map(({ method }) => method)).toEqual(['POST', 'GET', 'POST', 'POST', 'POST']); // head, tree, three hundreds
    await github.repository(slug).commit({ 'state/7.yaml': 'n: new\n' });
    const asked = github.requests.length;
    const again = await headOf(stores(main));
    const texts = await Promise.all(names.map((name) => textAt(again, `state/${name}`)));
    expect(texts.filter((text, index) => text !== many[`state/${names[index]}`])).toEqual(['n: new\n']);
    expect(github.requests.length - asked).toBe(3); // head, tree, one file
  });

  it('notices what GitHub can not give as text', async () => {
    const odd = { 'state/a.yaml': 'a: 1\n', 'state/b.yaml': 'b: \0\n', 'state/c.yaml': `c: ${'x'.repeat(600_000)}\n`, 'state/d.yaml': 'd: 1\n' };
    await using github = await startGitHub({ repositories: { [slug]: { files: odd } } });
    const head = await headOf(open(github.url));
    expect(await Promise.all(Object.keys(odd).map((path) => textAt(head, path)))).toEqual(Object.values(odd));
    expect(github.requests.filter(({ path }) => path.includes('/git/blobs/'))).toHaveLength(2); // binary, cut
  });

  it('notices what GitHub gives changed', async () => {
    await using github = await start();
    const head = await headOf(open(github.url));
    const given = (text: string) => ({ text, isBinary: false, isTruncated: false });
    github.faults.push({ contains: 'on Blob', answer: { status: 200, json: { data: { repository: { b0: given('n: 9\n'), b1: given('n: 2\n') } } } } });
    expect(await Promise.all(['state/app.yaml', 'state/web.yaml'].map((path) => textAt(head, path)))).toEqual(['n: 1\n', 'n: 2\n']);
    expect(github.requests.filter(({ path }) => path.includes('/git/blobs/'))).toHaveLength(1);
  });

  it('of a repository that is too large to be listed at once goes folder by folder', async () => {
    await using github = await start();
    const head = await headOf(open(github.url));
    github.faults.push({ path: /\/git\/trees\//, answer: { status: 200, json: { sha: '', tree: [], truncated: true } } });
    expect(await head.list(at('state'))).toEqual(['app.yaml', 'web.yaml']);
    expect(await textAt(head, 'state/app.yaml')).toBe('n: 1\n');
    expect(github.requests.filter(({ path }) => path.includes('/git/trees/')).map(({ path }) => path.includes('recursive'))).toEqual([true, false, false]);
  });

  it('gives the versions of a file, newest first, without those that are none', async () => {
    await using github = await start();
    const repository = github.repository(slug);
    for (const text of ['n: 2\n', undefined, 'n: 3\n', '\0']) await repository.commit({ 'state/app.yaml': text });
    await repository.commit({ 'state/web.yaml': 'other\n' });
    const versions: string[] = [];
    for await (const text of (await headOf(open(github.url))).history.versions(at('state/app.yaml'))) versions.push(text);
    expect(versions).toEqual(['\0', 'n: 3\n', 'n: 2\n', 'n: 1\n']);
  });
});
