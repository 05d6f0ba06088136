import { filesIn } from '@image-factory/action-kit';
import { openWorkTree } from '@image-factory/store';
import { temporaryFolder } from '@image-factory/testkit';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

describe('files of the workspace', () => {
  it.each([
    { story: 'a file', file: 'reports/app.json', read: { kind: 'file', text: '{}' } },
    { story: 'nothing', file: 'reports/gone.json', read: { kind: 'missing' } },
    { story: 'a folder', file: 'reports', read: { kind: 'refused', reason: 'it is a folder' } },
    { story: 'a file that is too large', file: 'large.json', read: { kind: 'refused', code: 'too-large' } },
    { story: 'a link', file: 'link.json', read: { kind: 'refused', code: 'symlink' } },
    { story: 'a file outside', file: '../app.json', read: { kind: 'refused', code: 'outside' } },
    { story: 'a file of the machine', file: '/etc/hostname', read: { kind: 'refused', code: 'outside' } },
    { story: 'a file of git', file: '.git/config', read: { kind: 'refused', code: 'outside' } },
  ])('$story: $read.kind', async ({ file, read }) => {
    await using folder = await temporaryFolder({ 'reports/app.json': '{}', 'large.json': '123456' });
    await symlink('reports/app.json', join(folder.path, 'link.json'));
    expect(await filesIn(openWorkTree(folder.path)).read(file, 5)).toMatchObject(read);
  });
});
