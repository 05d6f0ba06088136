import { describeMounted, mountFullDisk, unwritableFolder } from '@image-factory/testkit';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { aDay, commitsOfOurs, writer, type Day } from './bad-days.fixture.ts';
import { program } from './program.ts';

const run = (cwd: string) => program(['update', '--commit'], { cwd, token: writer });

/** A clone of text files alone, which borrows its objects. */
async function textClone({ origin }: Day): Promise<Record<string, string>> {
  return {
    '.git/HEAD': 'ref: refs/heads/main\n',
    '.git/config': `[core]\n\trepositoryformatversion = 0\n\tbare = false\n[remote "origin"]\n\turl = ${origin.url}\n`,
    '.git/refs/heads/main': `${await origin.head()}\n`,
    '.git/objects/info/alternates': `${join(origin.path, 'objects')}\n`,
  };
}

describeMounted('where nothing can be written', () => {
  it('a full disk: one try, no commit, a message that says so; and where there is room it is done', async () => {
    await using day = await aDay();
    await using disk = await mountFullDisk();
    if (disk === undefined) throw new Error('mounting was possible a moment ago');
    for (const [path, text] of Object.entries(await textClone(day))) {
      await mkdir(dirname(join(disk.path, path)), { recursive: true });
      await writeFile(join(disk.path, path), text);
    }
    await disk.fill();
    const failed = await run(disk.path);
    expect(failed).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/error: The clone can not be written to commit to main: .* \[state\/unwritable\]\n *hint: Make room/) });
    expect(failed.stderr).not.toContain('trying again');
    expect(await commitsOfOurs(day.origin)).toEqual([]);
    expect(await run(day.clone.path)).toMatchObject({ exitCode: 0 });
    expect(await commitsOfOurs(day.origin)).toHaveLength(1);
  });

  it('a clone on a file system that is mounted read-only', async () => {
    await using day = await aDay();
    await using folder = await unwritableFolder(await textClone(day));
    if (folder === undefined) throw new Error('mounting was possible a moment ago');
    const failed = await run(folder.path);
    expect(failed).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('The clone can not be written to commit to main') });
    expect(failed.stderr).not.toContain('trying again');
    expect(await commitsOfOurs(day.origin)).toEqual([]);
  });
});
