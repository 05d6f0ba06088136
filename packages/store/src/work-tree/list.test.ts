import { runProcess, temporaryFolder } from '@image-factory/testkit';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { listYamlFiles } from './list.ts';

it('lists YAML files in the order of their bytes, and nothing else', async () => {
  const names = ['b.yaml', 'a.yml', 'B.yaml', 'a-b.yaml', 'a.yaml', '\u{1F600}.yaml', '\uff5e.yaml', '.hidden.yaml'];
  await using folder = await temporaryFolder({
    ...Object.fromEntries(names.map((name) => [`state/${name}`, ''])),
    'state/notes.md': '',
    'state/.a.yaml.0123.tmp': '',
    'state/upper.YAML': '',
    'state/below/c.yaml': '',
  });
  await mkdir(join(folder.path, 'state/folder.yaml'));
  const listed = listYamlFiles(folder.path, 'state');
  expect(listed).toEqual(['.hidden.yaml', 'B.yaml', 'a-b.yaml', 'a.yaml', 'a.yml', 'b.yaml', '\uff5e.yaml', '\u{1F600}.yaml']);
});

it('names links and oddities, so that reading them is refused instead of forgotten', async () => {
  await using folder = await temporaryFolder({ 'outside/x.yaml': '', 'state/real.yaml': '' });
  await symlink('../outside/x.yaml', join(folder.path, 'state/link.yaml'));
  await runProcess('mkfifo', ['state/fifo.yaml'], { cwd: folder.path });
  expect(listYamlFiles(folder.path, 'state')).toEqual(['fifo.yaml', 'link.yaml', 'real.yaml']);
});

it('the root itself can be listed', async () => {
  await using folder = await temporaryFolder({ 'a.yaml': '' });
  expect(listYamlFiles(folder.path, '.')).toEqual(['a.yaml']);
});

it.each(['none', 'none/none', 'file.yaml/below'])('a folder that is not there is empty: %s', async (path) => {
  await using folder = await temporaryFolder({ 'file.yaml': '' });
  expect(listYamlFiles(folder.path, path)).toEqual([]);
});

it.each([
  { path: 'link', message: 'link can not be listed: it is a symbolic link.' },
  { path: 'link/below', message: 'link/below can not be listed: it is behind a symbolic link (link).' },
  { path: 'file.yaml', message: 'file.yaml can not be listed: it is not a folder.' },
  { path: '../state', message: '../state can not be listed: the path does not stay inside the repository.' },
])('what can not be looked into is an error, never empty: $path', async ({ path, message }) => {
  await using folder = await temporaryFolder({ 'file.yaml': '', 'state/below/a.yaml': '' });
  await symlink('state', join(folder.path, 'link'));
  expect(() => listYamlFiles(folder.path, path)).toThrow(expect.objectContaining({ name: 'StoreError', path, message }));
});
