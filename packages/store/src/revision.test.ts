import { parseBranchName, parseHost, type RepoPath, type Source } from '@image-factory/core/enrollment';
import { temporaryRepository } from '@image-factory/testkit';
import { expect, it } from 'vitest';
import { at } from './at.fixture.ts';
import { openRevision, type Revision } from './revision.ts';

async function look({ tree, sources, history }: Revision, path: RepoPath): Promise<unknown[]> {
  const [branch, host] = [parseBranchName('main'), parseHost('github.com')];
  if (!branch.ok || !host.ok) throw new Error('no source');
  const source: Source = { provider: 'github', host: host.value, branch: branch.value, dockerfile: path, context: at('.') };
  const versions: string[] = [];
  for await (const version of history.versions(path)) versions.push(version);
  const texts = [await tree.read(path), await sources.read(source, path)].map((read) => (read.kind === 'file' ? read.text : read.kind));
  return [...texts, versions];
}

it('tree, sources and history are those of the commit, or of the work tree', async () => {
  await using repository = await temporaryRepository({ files: { 'a.yaml': 'one' } });
  const second = await repository.commit('second', { 'a.yaml': 'two' });
  await repository.commit('third', { 'a.yaml': 'three' });
  await repository.write({ 'a.yaml': 'now' });
  const options = { root: repository.path, checkouts: new Map() };
  expect(await look(await openRevision(second, options), at('a.yaml'))).toEqual(['two', 'two', ['two', 'one']]);
  expect(await look(await openRevision(undefined, options), at('a.yaml'))).toEqual(['now', 'now', ['three', 'two', 'one']]);
  await expect(openRevision('0'.repeat(40), options)).rejects.toThrow('can not be read');
});
