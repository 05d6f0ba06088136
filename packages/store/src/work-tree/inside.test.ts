import { temporaryFolder, treeHash } from '@image-factory/testkit';
import fc from 'fast-check';
import { readdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { applyInside } from './apply.ts';
import { resolveInside } from './inside.ts';
import { readInside } from './read.ts';

/** A tree with a neighbour of nearly the same name, and links that lead out. */
async function openTree(): Promise<AsyncDisposable & { root: string; around: string }> {
  const folder = await temporaryFolder({
    'tree/state/app.yaml': 'name: app\n',
    'tree/.git/config': 'CANARY\n',
    'tree-evil/secret.txt': 'CANARY\n',
    'secret.txt': 'CANARY\n',
  });
  const root = join(folder.path, 'tree');
  await symlink('../secret.txt', join(root, 'link'));
  await symlink('../tree-evil', join(root, 'folder-link'));
  await symlink('../../tree-evil/secret.txt', join(root, 'state/deep-link'));
  await symlink('.git', join(root, 'git-link'));
  return { root, around: folder.path, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

it.each([
  { path: 'state/app.yaml', kind: 'found' },
  { path: 'state', kind: 'found' },
  { path: '.', kind: 'found' },
  { path: 'state/none.yaml', kind: 'missing' },
  { path: 'none/none/none.yaml', kind: 'missing' },
  { path: 'state/app.yaml/below-a-file', kind: 'missing' },
  { path: '.github/workflows/ci.yml', kind: 'missing' },
  { path: '.gitignore', kind: 'missing' },
  { path: '', kind: 'refused', code: 'outside' },
  { path: '..', kind: 'refused', code: 'outside' },
  { path: '../tree-evil/secret.txt', kind: 'refused', code: 'outside' },
  { path: 'state/../../secret.txt', kind: 'refused', code: 'outside' },
  { path: 'state/../state/app.yaml', kind: 'refused', code: 'outside' },
  { path: './state/app.yaml', kind: 'refused', code: 'outside' },
  { path: 'state//app.yaml', kind: 'refused', code: 'outside' },
  { path: 'state/', kind: 'refused', code: 'outside' },
  { path: '/etc/passwd', kind: 'refused', code: 'outside' },
  { path: 'C:\\Windows', kind: 'refused', code: 'outside' },
  { path: 'c:evil', kind: 'refused', code: 'outside' },
  { path: '\\\\server\\share', kind: 'refused', code: 'outside' },
  { path: 'state\\..\\..\\secret.txt', kind: 'refused', code: 'outside' },
  { path: 'state/app.yaml\0.png', kind: 'refused', code: 'outside' },
  { path: '.git', kind: 'refused', code: 'outside' },
  { path: '.git/hooks/pre-commit', kind: 'refused', code: 'outside' },
  { path: 'sub/.GIT/config', kind: 'refused', code: 'outside' },
  { path: '.git. ./config', kind: 'refused', code: 'outside' },
  { path: '.git::$INDEX_ALLOCATION/config', kind: 'refused', code: 'outside' },
  { path: 'GIT~1/config', kind: 'refused', code: 'outside' },
  { path: '.g\u200cit/config', kind: 'refused', code: 'outside' },
  { path: 'link', kind: 'refused', code: 'symlink', reason: 'it is a symbolic link' },
  { path: 'git-link/config', kind: 'refused', code: 'symlink' },
  { path: 'folder-link/secret.txt', kind: 'refused', code: 'symlink', reason: 'it is behind a symbolic link (folder-link)' },
  { path: 'state/deep-link', kind: 'refused', code: 'symlink' },
  { path: 'folder-link/none/none.yaml', kind: 'refused', code: 'symlink' },
  { path: `state/${'x'.repeat(300)}`, kind: 'refused', code: 'unreadable' },
])('P8, P9: $path is $kind', async ({ path, ...expected }) => {
  await using tree = await openTree();
  expect(resolveInside(tree.root, path)).toMatchObject(expected);
});

it('a root that is a link is the choice of the caller', async () => {
  await using tree = await openTree();
  await symlink('tree', join(tree.around, 'other-name'));
  expect(resolveInside(join(tree.around, 'other-name'), 'state/app.yaml')).toMatchObject({ kind: 'found' });
});

const piece = fc.constantFrom(
  '..',
  '.',
  '',
  'state',
  'app.yaml',
  'link',
  'folder-link',
  'git-link',
  'deep-link',
  'secret.txt',
  'tree-evil',
  '.git',
  '.GIT',
  'git~1',
  '.git.',
  '.git ',
  '.g\u200dit',
  '\ufeff.git',
  'config',
  'hooks',
  '~',
  '~root',
  '...',
  '.. ',
  '..\0',
  '%2e%2e',
  '..%2f..',
  '..\\..',
  'C:',
  'c:',
  '\\',
  '\u2024\u2024',
  '$HOME',
  '`id`',
);
const hostilePath = fc
  .tuple(fc.constantFrom('', '', '', '/', './', '//', '\\\\', 'file://', '../'), fc.array(piece, { minLength: 1, maxLength: 6 }), fc.constantFrom('/', '/', '/', '\\', '//'))
  .map(([start, pieces, separator]) => start + pieces.join(separator));

it('P9: of 300 hostile paths none is read, written or removed outside, in .git or through a link', async () => {
  await using tree = await openTree();
  const [outside, evil, repository] = [tree.around, join(tree.around, 'tree-evil'), join(tree.root, '.git')];
  const guarded = async (): Promise<unknown> => [await treeHash(evil), await treeHash(repository), await namesIn(outside), readInside(outside, 'secret.txt', 100)];
  const before = await guarded();

  const paths = fc.sample(hostilePath, { numRuns: 300, seed: 20261121 });
  const reached = { refused: 0, allowed: 0 };
  for (const path of paths) {
    const place = resolveInside(tree.root, path);
    if (place.kind !== 'refused') expect(`${place.absolute}/`.startsWith(`${tree.root}/`)).toBe(true);
    reached[place.kind === 'refused' ? 'refused' : 'allowed'] += 1;
    expect(JSON.stringify(readInside(tree.root, path, 100))).not.toContain('CANARY');
    await applyInside(tree.root, [{ kind: 'remove', path }]).catch(ignoreStoreError);
    await applyInside(tree.root, [{ kind: 'write', path, text: 'WRITTEN' }]).catch(ignoreStoreError);
  }
  expect(await guarded()).toEqual(before);
  expect(reached.refused).toBeGreaterThan(200);
  expect(reached.allowed).toBeGreaterThan(10);
});

async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder)).toSorted();
}

function ignoreStoreError(error: unknown): void {
  if (!(error instanceof Error && error.name === 'StoreError')) throw error;
}
