import { parseBranchName, parseHost, parseRepoSlug, type Host, type RepoSlug, type Source } from '@image-factory/core/enrollment';
import { temporaryFolder, temporaryRepository } from '@image-factory/testkit';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { at } from './at.fixture.ts';
import { createSources } from './sources.ts';

const dockerfile = at('Dockerfile');

it.each([
  { story: 'a source without repo is here', repo: undefined, from: 'here' },
  { story: 'a source that names this repository is here', repo: 'acme/factory', from: 'here' },
  { story: 'case does not count', repo: 'Acme/Factory', from: 'here' },
  { story: 'another repository with a checkout', repo: 'acme/app', from: 'app' },
  { story: 'another repository with a checkout, written in another case', repo: 'ACME/app', from: 'app' },
  { story: 'a name that only begins alike', repo: 'acme/factory-two', from: 'elsewhere' },
  { story: 'another repository without one', repo: 'acme/other', from: 'elsewhere' },
  { story: 'the same name on another host', repo: 'acme/factory', host: 'git.example.com', from: 'elsewhere' },
])('$story: $from', async ({ repo, host, from }) => {
  await using folders = await temporaryFolder({ 'here/Dockerfile': 'FROM here', 'app/Dockerfile': 'FROM app' });
  const sources = createSources({
    root: join(folders.path, 'here'),
    origin: async () => ({ slug: slug('acme/factory'), host: hostOf('github.com') }),
    checkouts: new Map([[slug('acme/app'), join(folders.path, 'app')]]),
  });
  const expected = from === 'elsewhere' ? { kind: 'elsewhere', repo } : { kind: 'file', text: `FROM ${from}` };
  expect(await sources.read(source(repo, host), dockerfile)).toMatchObject(expected);
});

it('while nobody knows what this repository is called, only sources without repo are here', async () => {
  await using folder = await temporaryFolder({ Dockerfile: 'FROM here' });
  const sources = createSources({ root: folder.path, checkouts: new Map() });
  expect(await sources.read(source(), dockerfile)).toMatchObject({ kind: 'file' });
  expect(await sources.read(source('acme/factory'), dockerfile)).toEqual({ kind: 'elsewhere', repo: 'acme/factory' });
});

it('asks what this repository is called when a source names one, once', async () => {
  await using folder = await temporaryFolder({ Dockerfile: 'FROM here' });
  let asked = 0;
  const origin = async () => ({ slug: slug(`acme/factory-${(asked += 1)}`) });
  const sources = createSources({ root: folder.path, checkouts: new Map(), origin });
  await sources.read(source(), dockerfile);
  expect(asked).toBe(0);
  await Promise.all([sources.read(source('acme/factory-1'), dockerfile), sources.read(source('acme/other'), dockerfile)]);
  expect(asked).toBe(1);
  expect(await sources.read(source('acme/factory-1'), dockerfile)).toMatchObject({ kind: 'file' });
});

it('takes the name from the remote `origin` unless told otherwise', async () => {
  await using repository = await temporaryRepository({ files: { Dockerfile: 'FROM here' } });
  await repository.git('remote', 'add', 'origin', 'https://github.com/acme/factory.git');
  const sources = createSources({ root: repository.path, checkouts: new Map() });
  expect(await sources.read(source('acme/factory'), dockerfile)).toMatchObject({ kind: 'file', text: 'FROM here' });
  expect(await sources.read(source('acme/factory', 'git.example.com'), dockerfile)).toMatchObject({ kind: 'elsewhere' });
});

it('P8: a Dockerfile that leads out of its checkout is refused; so is one of more than 1 MiB', async () => {
  await using folders = await temporaryFolder({ 'here/x': '', secret: 'CANARY', 'app/big': 'x'.repeat(1024 * 1024 + 1) });
  await symlink('../secret', join(folders.path, 'app/Dockerfile'));
  const sources = createSources({ root: join(folders.path, 'here'), checkouts: new Map([[slug('acme/app'), join(folders.path, 'app')]]) });
  expect(await sources.read(source('acme/app'), dockerfile)).toEqual({ kind: 'refused', code: 'symlink', reason: 'it is a symbolic link' });
  expect(await sources.read(source('acme/app'), at('big'))).toMatchObject({ kind: 'refused', code: 'too-large', reason: 'it is larger than 1 MiB' });
});

function source(repo?: string, host = 'github.com'): Source {
  const branch = parseBranchName('main');
  if (!branch.ok) throw new Error('main is no branch');
  const common = { provider: 'github', host: hostOf(host), branch: branch.value, dockerfile, context: at('.') } as const;
  return repo === undefined ? common : { ...common, repo: slug(repo) };
}

function slug(text: string): RepoSlug {
  const parsed = parseRepoSlug(text, 'github');
  if (!parsed.ok) throw new Error(`${text} is no slug`);
  return parsed.value;
}

function hostOf(text: string): Host {
  const parsed = parseHost(text);
  if (!parsed.ok) throw new Error(`${text} is no host`);
  return parsed.value;
}
