import { temporaryFolder } from '@image-factory/testkit';
import { expect, it } from 'vitest';
import type { Source } from '@image-factory/core/enrollment';
import { toText, type ReadResult } from '../work-tree/read.ts';
import { at, openSources, sourceOf } from './at.fixture.ts';
import { withRemote } from './with-remote.ts';
import type { Pinned, Remote, RemoteRepository, Unreachable } from './remote.ts';

const origin = 'https://git.example.com'.replace('https://', '');
const dockerfile = at('Dockerfile');
const file = (text: string): ReadResult => toText(Buffer.from(text), 1024 * 1024);
const source = (slug: string, branch?: string): Source => sourceOf(origin, slug, branch);
const lost: Unreachable = { kind: 'unreachable', concerns: 'repository', reason: 'the answer was lost', hint: 'Wait.' };

interface Forge extends Remote {
  readonly asked: string[];
}

/** A forge in memory: what it answers for a branch, and for a path. */
function forge(pin: (repository: RemoteRepository) => Pinned | Unreachable, read: (path: string) => ReadResult | Unreachable): Forge {
  const asked: string[] = [];
  return {
    asked,
    resolve: async (repository, branch) => {
      asked.push(`${repository.slug} ${branch}`);
      return pin(repository);
    },
    read: async (repository, { commit }, path) => {
      asked.push(`${repository.slug} ${commit} ${path}`);
      return read(path);
    },
  };
}

const pinned = (commit: string, repositoryId?: string): Pinned => ({ kind: 'commit', commit, ...(repositoryId === undefined ? {} : { repositoryId }) });

function open(cacheFolder: string, remote: Remote) {
  return openSources(cacheFolder, [origin], { remoteFor: () => remote });
}

it('asks for each branch once, at the same time too, and for each path of a commit once and for all', async () => {
  await using cache = await temporaryFolder();
  const remote = forge(() => pinned('c1'), file);
  const sources = open(cache.path, remote);
  const reads = await Promise.all([dockerfile, at('a/Dockerfile')].map(async (path) => sources.read(source('acme/app'), path)));
  expect(reads).toMatchObject([{ text: 'Dockerfile' }, { text: 'a/Dockerfile' }]);
  await sources.read(source('ACME/App'), dockerfile);
  await sources.read(source('acme/app', 'next'), dockerfile);
  expect(remote.asked.toSorted()).toEqual(['acme/app c1 Dockerfile', 'acme/app c1 a/Dockerfile', 'acme/app main', 'acme/app next']);
  await open(cache.path, remote).read(source('acme/app'), dockerfile);
  expect(remote.asked.slice(4)).toEqual(['acme/app main']);
  expect(sources.commits().map(({ repo, branch, commit }) => `${repo} ${branch} ${commit}`)).toEqual(['acme/app main c1', 'acme/app next c1']);
});

it('P7: a repository that took the name of another does not get its files; one with a new name keeps them', async () => {
  await using cache = await temporaryFolder();
  await open(
    cache.path,
    forge(
      () => pinned('c1', '1'),
      () => file('FROM old\n'),
    ),
  ).read(source('acme/app'), dockerfile);
  const squatter = forge(
    () => pinned('c1', '2'),
    () => file('FROM new\n'),
  );
  expect(await open(cache.path, squatter).read(source('acme/app'), dockerfile)).toMatchObject({ text: 'FROM new\n' });
  const renamed = forge(
    () => pinned('c1', '1'),
    () => lost,
  );
  expect(await open(cache.path, renamed).read(source('acme/renamed'), dockerfile)).toMatchObject({ text: 'FROM old\n' });
});

it('a failure is kept out of the cache, and a branch that can not be resolved out of the commits', async () => {
  await using cache = await temporaryFolder();
  const failing = open(
    cache.path,
    forge(
      () => pinned('c1'),
      () => lost,
    ),
  );
  expect(await failing.read(source('acme/app'), dockerfile)).toEqual(lost);
  const well = open(
    cache.path,
    forge(() => pinned('c1'), file),
  );
  expect(await well.read(source('acme/app'), dockerfile)).toMatchObject({ kind: 'file' });
  const gone = open(
    cache.path,
    forge(() => lost, file),
  );
  expect(await gone.read(source('acme/app'), dockerfile)).toEqual(lost); // what was read before is not given instead
  expect(gone.commits()).toEqual([]);
});

it('refuses pointers of Git LFS, however they came, and takes what only looks alike', async () => {
  await using cache = await temporaryFolder();
  const pointer = `version https://git-lfs.github.com/spec/v1\next-0-a sha256:${'b'.repeat(64)}\noid sha256:${'a'.repeat(64)}\nsize 1\n`;
  const texts: Readonly<Record<string, string>> = { pointer, comment: `# ${pointer}`, long: pointer + '#'.repeat(1024) };
  const sources = open(
    cache.path,
    forge(
      () => pinned('c1'),
      (path) => file(texts[path] ?? ''),
    ),
  );
  const kinds = await Promise.all(Object.keys(texts).map(async (path) => (await sources.read(source('acme/app'), at(path))).kind));
  expect(kinds).toEqual(['refused', 'file', 'file']);
});

it('what is here is read here, and only the rest is asked for', async () => {
  await using cache = await temporaryFolder();
  const remote = forge(
    () => pinned('c1'),
    () => file('FROM there\n'),
  );
  const here = { read: async ({ repo }: Source) => (repo === 'acme/here' ? file('FROM here\n') : { kind: 'elsewhere' as const, repo: repo ?? '' }) };
  const sources = withRemote(here, open(cache.path, remote));
  expect(await sources.read(source('acme/here'), dockerfile)).toMatchObject({ text: 'FROM here\n' });
  expect(await sources.read(source('acme/there'), dockerfile)).toMatchObject({ text: 'FROM there\n' });
  expect(remote.asked).toEqual(['acme/there main', 'acme/there c1 Dockerfile']);
});

it('a source without a repository is an error of the program', async () => {
  await using cache = await temporaryFolder();
  const { repo: _, ...own } = source('acme/app');
  await expect(openSources(cache.path, [origin]).read(own, dockerfile)).rejects.toThrow(TypeError);
});
