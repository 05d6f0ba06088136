import { temporaryFolder } from '@image-factory/testkit';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeReportFile } from './report-file.ts';

it('writes, and writes anew', async () => {
  await using folder = await temporaryFolder();
  await writeReportFile(join(folder.path, 'a.json'), 'a longer text');
  await writeReportFile(join(folder.path, 'a.json'), '{}');
  expect(await folder.read('a.json')).toBe('{}');
});

it('follows no link', async () => {
  await using folder = await temporaryFolder({ 'secret.txt': 'kept' });
  await symlink('secret.txt', join(folder.path, 'a.json'));
  await expect(writeReportFile(join(folder.path, 'a.json'), '{}')).rejects.toMatchObject({ name: 'StoreError' });
  expect(await folder.read('secret.txt')).toBe('kept');
});

it('a folder that is not there is named, with what to do', async () => {
  await using folder = await temporaryFolder();
  await expect(writeReportFile(join(folder.path, 'none', 'a.json'), '{}')).rejects.toMatchObject({ name: 'StoreError', path: join(folder.path, 'none', 'a.json') });
});
