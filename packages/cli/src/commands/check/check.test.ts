import { fakeClock, temporaryFolder, temporaryRepository, treeHash, type Files, type TemporaryRepository } from '@image-factory/testkit';
import { readCheckReport } from '@image-factory/use-cases';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openPorts } from '../../ports.ts';
import { run } from '../../run.ts';

const images = 'image-factory/images.yaml';
const entry = (name: string, more = ''): string =>
  `- name: ${name}\n  registry: ghcr.io\n  repository: acme/${name}\n  source:\n    provider: github\n    branch: main\n    dockerfile: ${name}/Dockerfile\n    context: ${name}\n${more}`;

/** app is built from platform, platform from os; tools stands alone. */
const family: Files = {
  'image-factory/factory.yaml': 'repository: acme/factory\n',
  [images]: ['app', 'platform', 'os', 'tools'].map((name) => entry(name)).join(''),
  'app/Dockerfile': 'FROM ghcr.io/acme/platform:latest\nCOPY . .\n',
  'platform/Dockerfile': 'FROM ghcr.io/acme/os:latest\n',
  'os/Dockerfile': 'FROM debian:bookworm-slim\n',
  'os/packages.txt': 'curl\n',
  'tools/Dockerfile': 'FROM alpine:3.20\n',
};

interface Run {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function cli(cwd: string, ...args: readonly string[]): Promise<Run> {
  const texts = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr') => ({ write: (text: string) => void (texts[name] += text), columns: 100 });
  const exitCode = await run(args, { cwd, env: {}, stdin: () => process.stdin, stdout: stream('stdout'), stderr: stream('stderr'), clock: fakeClock('2026-01-02T00:00:00Z'), openPorts });
  return { exitCode, ...texts };
}

/** A branch `topic` with a change that begins where `main` was; `main` went on since. */
async function branched(change: Files): Promise<TemporaryRepository> {
  const repository = await temporaryRepository({ files: family });
  await repository.git('checkout', '--quiet', '-b', 'topic');
  await repository.commit('topic', change);
  await repository.git('checkout', '--quiet', 'main');
  await repository.commit('main goes on', { 'tools/Dockerfile': 'FROM alpine:3.21\n' });
  await repository.git('checkout', '--quiet', 'topic');
  return repository;
}

async function jsonOf(
  repository: TemporaryRepository,
  ...args: readonly string[]
): Promise<{ exitCode: number; report: Record<string, unknown> & { matrix: { image: string }[][]; problems: { code: string }[] } }> {
  const { exitCode, stdout } = await cli(repository.path, 'check', '--json', ...args);
  return { exitCode, report: JSON.parse(stdout) };
}

const waves = (matrix: readonly (readonly { image: string }[])[]): string[][] => matrix.map((wave) => wave.map(({ image }) => image));
const hashes = async ({ path }: { readonly path: string }): Promise<string[]> => [await treeHash(path), await treeHash(join(path, '.git'))];

describe('on a real repository', () => {
  it.each([
    { story: 'commits', args: ['--base', 'main', '--head', 'topic'] },
    { story: 'the work tree', args: [] },
  ])('$story: what changed, all that depends on it, and not what main did since', async ({ args }) => {
    await using repository = await branched({ 'os/packages.txt': 'curl git\n' });
    const before = await hashes(repository);
    const { exitCode, report } = await jsonOf(repository, ...args);
    expect(exitCode).toBe(0);
    expect(waves(report.matrix)).toEqual([['os'], ['platform'], ['app']]);
    expect(report).toMatchObject({ size: 'small', changes: [], grants: [], emptyReason: '' });
    expect(await hashes(repository)).toEqual(before);
  });

  it('what is committed, staged, changed and new in the work tree', async () => {
    await using repository = await branched({ 'os/Dockerfile': 'FROM debian:trixie-slim\n' });
    await repository.write({ 'tools/new.sh': '' });
    expect(waves((await jsonOf(repository)).report.matrix)).toEqual([['os', 'tools'], ['platform'], ['app']]);
    expect(waves((await jsonOf(repository, '--head', 'HEAD')).report.matrix)).toEqual([['os'], ['platform'], ['app']]);
  });

  it('for people, from any folder of it', async () => {
    await using repository = await branched({
      'os/Dockerfile': 'FROM debian:trixie-slim\n',
      [images]: `${family[images] ?? ''}${entry('extra', '    workflow: build.yml\n')}`,
      'extra/Dockerfile': 'FROM scratch\n',
    });
    const before = await hashes(repository);
    const { exitCode, stdout, stderr } = await cli(join(repository.path, 'os'), 'check', '--base=main', '--head=topic');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    await expect(stdout).toMatchFileSnapshot('__snapshots__/check.txt');
    expect(await hashes(repository)).toEqual(before);
  });

  it('a factory that is not at the top of its repository', async () => {
    await using repository = await temporaryRepository({ files: Object.fromEntries(Object.entries(family).map(([path, text]) => [`sub/${path}`, text])) });
    await repository.commit('os', { 'sub/os/packages.txt': 'git\n', 'app/x': '' });
    const { stdout } = await cli(repository.path, 'check', '--root', 'sub', '--base', 'HEAD~1', '--head', 'HEAD', '--json');
    expect(waves(JSON.parse(stdout).matrix)).toEqual([['os'], ['platform'], ['app']]);
  });
});

describe('exit codes', () => {
  it.each([
    { story: 'nothing changed', change: {}, args: ['--exit-code'], exitCode: 0 },
    { story: 'something changed', change: { 'os/packages.txt': '' }, args: [], exitCode: 0 },
    { story: 'something changed, and that was asked', change: { 'os/packages.txt': '' }, args: ['--exit-code'], exitCode: 2 },
    { story: 'something is wrong', change: { 'os/Dockerfile': 'RNU x\n' }, args: ['--exit-code'], exitCode: 1 },
    { story: 'a warning', change: { [images]: `${family[images] ?? ''}${entry('extra')}` }, args: [], exitCode: 0 },
    { story: 'a warning, strictly', change: { [images]: `${family[images] ?? ''}${entry('extra')}` }, args: ['--strict'], exitCode: 1 },
  ])('$story $args: $exitCode', async ({ change, args, exitCode }) => {
    await using repository = await branched(change);
    expect((await cli(repository.path, 'check', '--quiet', ...args)).exitCode).toBe(exitCode);
  });

  it('an error that the base has as well is a warning, which fails a strict check', async () => {
    await using repository = await temporaryRepository({ files: { ...family, 'os/Dockerfile': 'RNU x\n' } });
    await repository.write({ 'os/Dockerfile': '#\nRNU x\n' });
    const { exitCode, stderr } = await cli(repository.path, 'check');
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/^os\/Dockerfile:2:\d+: warning: .*Not new: the base has this, too\.\) \[dockerfile\/invalid\]$/m);
    expect((await cli(repository.path, 'check', '--strict')).exitCode).toBe(1);
  });
});

describe('what can not be compared', () => {
  it.each(['-x', '--output=canary', 'nowhere', 'HEAD:app', '$(touch canary)', 'a\u001b[31mb'])('--base %j', async (revision) => {
    await using repository = await branched({});
    const before = await hashes(repository);
    const { exitCode, stderr, stdout } = await cli(repository.path, 'check', `--base=${revision}`);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toContain('check/unknown-revision');
    expect(stderr).not.toContain('\u001b');
    expect(await hashes(repository)).toEqual(before);
  });

  it('a branch that is called like an option is compared', async () => {
    await using repository = await branched({ 'os/packages.txt': '' });
    await repository.git('update-ref', 'refs/heads/--upload-pack=x', 'main');
    expect((await jsonOf(repository, '--base=--upload-pack=x')).report.matrix).toHaveLength(3);
  });

  it('no repository: says what to do', async () => {
    await using folder = await temporaryFolder(family);
    const { exitCode, stderr } = await cli(folder.path, 'check');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('name a commit with `--base`');
  });

  it('histories that have nothing in common are compared as they are, and it says so', async () => {
    await using repository = await temporaryRepository({ files: family });
    await repository.git('checkout', '--quiet', '--orphan', 'other');
    await repository.commit('other', { 'os/packages.txt': '' });
    const { exitCode, report } = await jsonOf(repository, '--base', 'main');
    expect(exitCode).toBe(0);
    expect(report.problems).toMatchObject([{ code: 'check/not-parted', severity: 'warning' }]);
    expect(report.matrix).toHaveLength(3);
  });
});

it('the report file can be read by another job', async () => {
  await using repository = await branched({ 'os/packages.txt': '' });
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'report.json');
  const before = await hashes(repository);
  await cli(repository.path, 'check', '--report-file', file);
  const read = readCheckReport(await folder.read('report.json'));
  expect(read.ok && read.value).toMatchObject({ subject: { base: await repository.git('rev-parse', 'main~1') }, size: 'small' });
  expect(await hashes(repository)).toEqual(before);
});

it('a report file that can not be written is an error with its path', async () => {
  await using repository = await branched({});
  const { exitCode, stderr } = await cli(repository.path, 'check', '--report-file', 'none/report.json');
  expect(exitCode).toBe(1);
  expect(stderr).toContain('state/unwritable');
});
