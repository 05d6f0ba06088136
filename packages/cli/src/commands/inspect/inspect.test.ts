import { fakeClock, temporaryFolder, treeHash, type Files } from '@image-factory/testkit';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { cli } from '../../cli.fixture.ts';
import { run } from '../../run.ts';

const files: Files = {
  Dockerfile: 'ARG V=1.24\nFROM --platform=$BUILDPLATFORM golang:$V AS build\nFROM alpine:3.20\nCOPY --from=build /a /a\n',
  'apps/web.Dockerfile': 'FROM node\n',
  'node_modules/x/Dockerfile': 'FROM evil\n',
};

const wide = [
  '# syntax=docker/dockerfile:1',
  'ARG REGISTRY=registry.internal.example.com:5000/platform',
  'FROM --platform=$BUILDPLATFORM node:22-bookworm-slim AS dependencies',
  `RUN --mount=type=bind,from=ghcr.io/acme/tool:1.2.3@sha256:${'a'.repeat(64)},target=/tool make`,
  'FROM dependencies AS build',
  'COPY --from=redis:7 /redis /redis',
  'FROM ${REGISTRY}/standard-runtime-with-a-long-name:2024.11.30-hotfix.1',
  'COPY --from=build / /',
].join('\n');

describe('inspect', () => {
  it.each([
    {
      story: 'a folder',
      argv: [],
      exit: 0,
      out: ['Dockerfile, for linux/amd64', /build +2 +build stage +golang:1\.24 \(docker\.io\/library\/golang:1\.24\)/, 'apps/web.Dockerfile', '2 Dockerfiles, 3 images.'],
      err: ['[dockerfile/latest-tag]', '1 | FROM node'],
    },
    { story: 'files', argv: ['Dockerfile', 'Dockerfile'], exit: 0, out: ['1 Dockerfile, 2 images.'], err: [/^$/] },
    {
      story: 'a build',
      argv: ['Dockerfile', '--platform', 'linux/arm64', '--build-arg', 'V=2', '--build-context', 'alpine:3.20=docker-image://own:1'],
      exit: 0,
      out: [/build stage, linux\/amd64 +golang:2/, /context, linux\/arm64 +own:1/],
      err: [/^$/],
    },
    { story: 'a target', argv: ['Dockerfile', '--target', 'build'], exit: 0, out: [/not needed +alpine/], err: [/^$/] },
    { story: 'standard input', argv: ['-'], stdin: ['FROM a:1\n', 'RUN x\n'], exit: 0, out: ['<stdin>', 'a:1'], err: [/^$/] },
    {
      story: 'one that is refused, beside others',
      argv: ['-', 'Dockerfile'],
      stdin: ['RNU x'],
      exit: 1,
      out: ['<stdin> (refused)', 'golang:1.24', '2 Dockerfiles (1 refused)'],
      err: ['<stdin>:1:1: error', '1 | RNU x'],
    },
    { story: 'one that is not there, beside others', argv: ['gone', 'Dockerfile'], exit: 1, out: ['golang:1.24'], err: ['There is no file `gone`.'] },
    { story: 'the name of an image', argv: ['web'], exit: 1, out: [/^$/], err: ['hint: `image-factory explain NAME` tells about an enrolled image.'] },
    { story: 'the reference of an image', argv: ['ghcr.io/acme/web:1'], exit: 1, out: [/^$/], err: ['image-factory explain NAME'] },
    { story: 'a path with a slip', argv: ['apps/Dokcerfile'], exit: 1, out: [/^$/], err: [/^((?!hint).)*$/s] },
    {
      story: 'an instruction over several lines',
      argv: ['-'],
      stdin: ['FROM --platform=linux/arm64 \\\n  # why\n  node AS node\n'],
      exit: 0,
      out: [],
      err: ['<stdin>:3:3: notice', '3 |   node AS node\n    |   ^^^^\n'],
    },
    { story: 'a folder without any', argv: ['node_modules/x/..'], exit: 0, out: ['evil'], err: [] },
    {
      story: 'an argument without a value',
      argv: ['-'],
      stdin: ['ARG V\nFROM node:$V\n'],
      exit: 0,
      out: ['not known, because `ARG V` has no value'],
      err: ['[dockerfile/unknown-image]', 'hint: Give `--build-arg V=VALUE`, as the build does.'],
    },
    { story: 'the same, strictly', argv: ['-', '--strict'], stdin: ['ARG V\nFROM node:$V\n'], exit: 1, out: [], err: [] },
    {
      story: 'bad options, all at once',
      argv: ['--platform', 'quantum', '--build-arg', 'V', '--build-context', '=x'],
      exit: 1,
      out: [/^$/],
      err: ['`quantum` is no platform', '--build-arg: `V`', '--build-context: `=x`'],
    },
  ])('$story: $argv → $exit', async ({ argv, stdin = [], exit, out, err }) => {
    await using folder = await temporaryFolder(files);
    const before = await treeHash(folder.path);
    const run = await cli(folder.path, ['inspect', ...argv], { stdin });
    for (const part of out) expect(run.stdout).toMatch(part);
    for (const part of err) expect(run.stderr).toMatch(part);
    expect(run.exitCode, run.stdout + run.stderr).toBe(exit);
    expect(await treeHash(folder.path)).toBe(before);
  });

  it('lays out a table on 80 columns', async () => {
    await using folder = await temporaryFolder({ Dockerfile: wide });
    const { stdout } = await cli(folder.path, ['inspect'], { terminal: true, env: { NO_COLOR: '1' } });
    await expect(stdout).toMatchFileSnapshot('__snapshots__/wide.txt');
  });

  it('does not open the repository that it is called in', async () => {
    await using folder = await temporaryFolder(files);
    const lines: string[] = [];
    const stream = { write: (text: string) => void lines.push(text) };
    const exitCode = await run(['inspect'], {
      cwd: folder.path,
      env: {},
      stdin: () => Readable.from([]),
      stdout: stream,
      stderr: stream,
      clock: fakeClock('2026-01-01T10:00:00Z'),
      openPorts: () => Promise.reject(new Error('nobody asked for it')),
    });
    expect({ exitCode, said: lines.join('') }).toEqual({ exitCode: 0, said: expect.stringContaining('2 Dockerfiles') });
  });

  it('says the same in JSON', async () => {
    await using folder = await temporaryFolder(files);
    const { stdout, stderr } = await cli(folder.path, ['inspect', 'Dockerfile', '--json']);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({
      command: 'inspect',
      files: [
        {
          file: 'Dockerfile',
          refused: false,
          pulls: ['docker.io/library/golang:1.24', 'docker.io/library/alpine:3.20'],
          stages: [
            { name: 'build', line: 2, needed: true, images: [{ image: 'golang:1.24', written: 'golang:$V', use: 'build-stage', line: 2 }] },
            { index: 1, images: [{ use: 'final-base' }] },
          ],
        },
      ],
      problems: [],
    });
  });
});

describe('inspect --batch', () => {
  async function answers(stdin: readonly string[]): Promise<unknown[]> {
    await using folder = await temporaryFolder({});
    const run = await cli(folder.path, ['inspect', '--batch'], { stdin });
    expect([run.exitCode, run.stderr]).toEqual([0, '']);
    return run.stdout
      .split('\n')
      .slice(0, -1)
      .map((line): unknown => JSON.parse(line));
  }

  it('answers each line in its order, those that are no questions too', async () => {
    const found = await answers(['{"text":"FROM a:1"}\nnonsense\n\n{"text":"RNU x"}\r\n{"text":"FROM', ' b:1"}']);
    expect(found).toEqual([
      { ok: true, pulls: ['docker.io/library/a:1'], platforms: { 'docker.io/library/a:1': ['linux/amd64'] }, frontend: null },
      { ok: false, error: 'The line is not valid JSON.', frontend: null },
      { ok: false, error: 'The line is not valid JSON.', frontend: null },
      { ok: false, error: expect.stringContaining('RNU'), frontend: null },
      { ok: true, pulls: ['docker.io/library/b:1'], platforms: { 'docker.io/library/b:1': ['linux/amd64'] }, frontend: null },
    ]);
  });

  it('goes on behind a line that is longer than a question can be', async () => {
    const long = Array.from({ length: 17 }, () => 'x'.repeat(1024 * 1024));
    expect(await answers([...long, '\n{"text":"FROM scratch"}\n'])).toEqual([
      { ok: false, error: 'The line is longer than 16 MiB.', frontend: null },
      { ok: true, pulls: [], platforms: {}, frontend: null },
    ]);
  });

  it('has nothing to say of nothing', async () => {
    expect(await answers([])).toEqual([]);
  });

  it.each([['--json'], ['Dockerfile'], ['--target', 'x'], ['--platform', 'linux/arm64']])('refuses %s beside it', async (...argv) => {
    await using folder = await temporaryFolder({});
    expect((await cli(folder.path, ['inspect', '--batch', ...argv])).exitCode).toBe(1);
  });
});
