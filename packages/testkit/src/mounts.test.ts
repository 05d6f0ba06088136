import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeMounted, mountFullDisk, unwritableFolder } from './mounts.ts';

describeMounted('file systems for tests', () => {
  it('a full disk takes nothing more, and room once something goes', async () => {
    await using disk = await mountFullDisk();
    const path = pathOf(disk);
    await writeFile(join(path, 'small.txt'), 'fits');
    await disk?.fill();
    await expect(writeFile(join(path, 'more.txt'), 'x'.repeat(5000))).rejects.toMatchObject({ code: 'ENOSPC' });
    await rm(join(path, 'filler'));
    await writeFile(join(path, 'more.txt'), 'x'.repeat(5000));
    expect(await readFile(join(path, 'small.txt'), 'utf8')).toBe('fits');
  });

  it('an unwritable folder can be read, and nothing else', async () => {
    await using folder = await unwritableFolder({ 'a/b.txt': 'text' });
    const path = pathOf(folder);
    expect(await readFile(join(path, 'a/b.txt'), 'utf8')).toBe('text');
    await expect(writeFile(join(path, 'a/new.txt'), '')).rejects.toMatchObject({ code: expect.stringMatching(/^E(ROFS|ACCES)$/) });
  });

  it('both are gone with their scope', async () => {
    const disk = await mountFullDisk();
    const folder = await unwritableFolder({ 'a/b.txt': 'text' });
    await disk?.[Symbol.asyncDispose]();
    await folder?.[Symbol.asyncDispose]();
    expect([pathOf(disk), pathOf(folder)].filter((path) => existsSync(path))).toEqual([]);
  });
});

function pathOf(mounted: { readonly path: string } | undefined): string {
  if (mounted === undefined) throw new Error('not mounted');
  return mounted.path;
}
