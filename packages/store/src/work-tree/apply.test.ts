import { anyYamlScalarText, describeMounted, mountFullDisk, temporaryFolder, treeHash, unwritableFolder } from '@image-factory/testkit';
import fc from 'fast-check';
import { chmod, readdir, stat, symlink, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { applyInside, type PathChange } from './apply.ts';
import { readInside } from './read.ts';

const before = { 'state/a.yaml': 'a: 1\n', 'state/b.yaml': 'b: 1\n' };

describe('writing', () => {
  it('makes files and the folders that they need, changes others, removes others', async () => {
    await using folder = await temporaryFolder(before);
    await apply(folder.path, [
      { kind: 'remove', path: 'state/a.yaml' },
      { kind: 'write', path: 'state/_archive/images/a.yaml', text: 'a: 1\n' },
      { kind: 'write', path: 'state/b.yaml', text: 'b: 2\n' },
      { kind: 'remove', path: 'state/never-was.yaml' },
    ]);
    expect(await filesIn(folder.path)).toEqual(['state/_archive/images/a.yaml', 'state/b.yaml']);
    expect(await folder.read('state/b.yaml')).toBe('b: 2\n');
  });

  it('what is written reads back, whatever the text', async () => {
    await using folder = await temporaryFolder();
    await fc.assert(
      fc.asyncProperty(fc.array(anyYamlScalarText, { maxLength: 5 }), async (texts) => {
        await apply(
          folder.path,
          texts.map((text, index) => ({ kind: 'write', path: `f${index}`, text })),
        );
        texts.forEach((text, index) => expect(readInside(folder.path, `f${index}`, 10_000)).toMatchObject({ kind: 'file', text }));
      }),
      { numRuns: 60 },
    );
  });

  it('more files than wait for the disk at once', async () => {
    await using folder = await temporaryFolder();
    const changes = Array.from({ length: 150 }, (_, index): PathChange => ({ kind: 'write', path: `state/f${index}.yaml`, text: `${index}` }));
    await apply(folder.path, changes);
    expect(await filesIn(folder.path)).toHaveLength(150);
    expect(await folder.read('state/f149.yaml')).toBe('149');
  });

  it('text that is there already is not written again', async () => {
    await using folder = await temporaryFolder(before);
    const path = join(folder.path, 'state/a.yaml');
    await utimes(path, 1000, 1000);
    const { ino } = await stat(path);
    await apply(folder.path, [{ kind: 'write', path: 'state/a.yaml', text: 'a: 1\n' }]);
    expect(await stat(path)).toMatchObject({ ino, mtimeMs: 1_000_000 });
  });

  it.each([0o644, 0o600, 0o755, 0o640, 0o777])('keeps the permissions of a file: %o', async (mode) => {
    await using folder = await temporaryFolder(before);
    await chmod(join(folder.path, 'state/a.yaml'), mode);
    await apply(folder.path, [{ kind: 'write', path: 'state/a.yaml', text: 'a: 2\n' }]);
    expect((await stat(join(folder.path, 'state/a.yaml'))).mode & 0o777).toBe(mode);
  });

  it('a new file has the permissions that any new file gets', async () => {
    await using folder = await temporaryFolder(before);
    await apply(folder.path, [{ kind: 'write', path: 'new.yaml', text: '' }]);
    const [ours, usual] = await Promise.all(['new.yaml', 'state/a.yaml'].map((path) => stat(join(folder.path, path))));
    expect(ours?.mode).toBe(usual?.mode);
  });
});

describe('refusing', () => {
  it.each<{ story: string; change: PathChange; message: string }>([
    { story: 'a path outside', change: write('../x'), message: '../x can not be written: the path does not stay inside the repository.' },
    { story: 'the folder of git', change: write('.git/config'), message: '.git/config can not be written: the path does not stay inside the repository.' },
    { story: 'the root', change: write('.'), message: '. can not be written: it is not a regular file.' },
    { story: 'a folder', change: write('state'), message: 'state can not be written: it is not a regular file.' },
    { story: 'a link', change: write('link'), message: 'link can not be written: it is a symbolic link.' },
    { story: 'a link on the way', change: write('out/x'), message: 'out/x can not be written: it is behind a symbolic link (out).' },
    { story: 'to remove a link', change: { kind: 'remove', path: 'link' }, message: 'link can not be removed: it is a symbolic link.' },
    { story: 'to remove a folder', change: { kind: 'remove', path: 'state' }, message: 'state can not be removed: it is not a regular file.' },
    {
      story: 'a path below a file',
      change: write('state/a.yaml/x'),
      message: 'state/a.yaml/x can not be written: something that is no folder is in the way.',
    },
  ])('$story, and nothing else changes then', async ({ change, message }) => {
    await using folder = await temporaryFolder(before);
    await symlink('state/a.yaml', join(folder.path, 'link'));
    await symlink('state', join(folder.path, 'out'));
    const hash = await treeHash(folder.path);
    const attempt = apply(folder.path, [write('state/b.yaml'), change, { kind: 'remove', path: 'state/a.yaml' }]);
    await expect(attempt).rejects.toMatchObject({ name: 'StoreError', path: change.path, message, hint: expect.stringMatching(/\.$/) });
    expect(await treeHash(folder.path)).toBe(hash);
  });

  it.each<{ story: string; changes: PathChange[] }>([
    { story: 'two changes for one path', changes: [write('a'), { kind: 'remove', path: 'a' }] },
    { story: 'text that would not read back', changes: [{ kind: 'write', path: 'a', text: 'half \ud800' }] },
  ])('$story is a mistake of the caller', async ({ changes }) => {
    await using folder = await temporaryFolder();
    await expect(apply(folder.path, changes)).rejects.toThrow(RangeError);
    expect(await readdir(folder.path)).toEqual([]);
  });
});

describeMounted('disks that do not take it', () => {
  it('a full disk changes nothing: not the files that fit, nothing is removed, nothing is left over', async () => {
    await using disk = await mountFullDisk();
    const root = pathOf(disk);
    await apply(root, [write('a.yaml', 'a: 1\n'), write('b.yaml', 'b: 1\n')]);
    const hash = await treeHash(root);
    const changes = [write('a.yaml', 'a: 2\n'), write('b.yaml', 'x'.repeat(200_000))];
    await expect(apply(root, [...changes, { kind: 'remove', path: 'c.yaml' }])).rejects.toMatchObject({
      name: 'StoreError',
      path: 'b.yaml',
      message: 'b.yaml can not be written: the disk is full.',
      hint: 'Make room and run again; nothing that was there has been lost.',
    });
    expect(await treeHash(root)).toBe(hash);
  });

  it('a move to a full disk keeps the original; with room again it is done', async () => {
    await using disk = await mountFullDisk();
    const root = pathOf(disk);
    await apply(root, [write('a.yaml', 'a: 1\n')]);
    await disk?.fill();
    const move: PathChange[] = [write('archive/a.yaml', 'a: 1\n'), { kind: 'remove', path: 'a.yaml' }];
    await expect(apply(root, move)).rejects.toThrow('archive/a.yaml can not be written: the disk is full.');
    expect(readInside(root, 'a.yaml', 100)).toMatchObject({ text: 'a: 1\n' });
    await apply(root, [{ kind: 'remove', path: 'filler' }]);
    await apply(root, move);
    expect(await filesIn(root)).toEqual(['archive/a.yaml']);
  });
});

// Without being root, a folder is made unwritable by its mode; root needs a mount for that.
const describeUnwritable = process.getuid?.() === 0 ? describeMounted : describe;
describeUnwritable('folders that do not take it', () => {
  it('an unwritable folder says so, for each kind of change', async () => {
    await using folder = await unwritableFolder(before);
    const root = pathOf(folder);
    const reason = /^(the file system is read-only|permission denied)$/;
    for (const change of [write('state/a.yaml'), write('state/new.yaml'), write('new/new.yaml'), { kind: 'remove', path: 'state/a.yaml' } as const]) {
      await expect(apply(root, [change])).rejects.toMatchObject({ name: 'StoreError', path: change.path, reason: expect.stringMatching(reason) });
    }
    await apply(root, [write('state/a.yaml', 'a: 1\n')]); // unchanged text needs no writing
    expect(await filesIn(root)).toEqual(['state/a.yaml', 'state/b.yaml']);
  });
});

function pathOf(mounted: { readonly path: string } | undefined): string {
  if (mounted === undefined) throw new Error('not mounted');
  return mounted.path;
}

function write(path: string, text = 'new\n'): PathChange {
  return { kind: 'write', path, text };
}

function apply(root: string, changes: readonly PathChange[]): Promise<void> {
  return applyInside(root, changes);
}

async function filesIn(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .toSorted();
}
