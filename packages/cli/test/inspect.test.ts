import { runCli, temporaryFolder, type Files } from '@image-factory/testkit';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const hub = 'docker.io/library';
const node = `${hub}/node:22`;

interface Question {
  readonly story: string;
  /** A line of standard input: an object is written as JSON. */
  readonly line: string | object;
  readonly answer: object;
}

const questions: readonly Question[] = [
  { story: 'a base', line: { text: 'FROM node:22' }, answer: { ok: true, pulls: [node], platforms: { [node]: ['linux/amd64'] }, frontend: null } },
  { story: 'no JSON', line: '{"text":"FROM node:22"', answer: { ok: false, error: 'The line is not valid JSON.', frontend: null } },
  { story: 'an empty line', line: '', answer: { ok: false, error: 'The line is not valid JSON.', frontend: null } },
  { story: 'no question', line: { dockerfile: 'FROM node:22' }, answer: { ok: false, error: expect.stringContaining('`text`'), frontend: null } },
  { story: 'refused', line: { text: 'FROM node:22\nRNU x' }, answer: { ok: false, error: expect.stringMatching(/^line 2: .*RNU/), frontend: null } },
  {
    story: 'refused behind a frontend',
    line: { text: '# syntax=docker/dockerfile:1\nFRM x' },
    answer: { ok: false, error: expect.stringContaining('FRM'), frontend: 'docker.io/docker/dockerfile:1' },
  },
  { story: 'an argument without a value', line: { text: 'ARG V\nFROM node:$V' }, answer: { ok: false, error: expect.stringContaining('line 2'), frontend: null } },
  { story: 'the same with a value', line: { text: 'ARG V\nFROM node:$V', buildArgs: { V: '22' } }, answer: { ok: true, pulls: [node], platforms: { [node]: ['linux/amd64'] }, frontend: null } },
  {
    story: 'triggers of a base',
    line: { text: 'FROM node:22', onBuild: { 'node:22': ['COPY --from=redis:7 /r /r'] } },
    answer: { ok: true, pulls: [node, `${hub}/redis:7`], platforms: { [node]: ['linux/amd64'], [`${hub}/redis:7`]: ['linux/amd64'] }, frontend: null },
  },
  {
    story: 'a context, for two platforms, seen from a third',
    line: {
      text: 'FROM --platform=$BUILDPLATFORM go:1 AS b\nFROM base\nCOPY --from=b / /',
      contexts: { base: 'docker-image://node:22' },
      platform: 'linux/amd64,linux/arm64',
      buildPlatform: 'linux/s390x',
    },
    answer: { ok: true, pulls: [`${hub}/go:1`, node], platforms: { [`${hub}/go:1`]: ['linux/s390x'], [node]: ['linux/amd64', 'linux/arm64'] }, frontend: null },
  },
  { story: 'a target', line: { text: 'FROM node:22 AS a\nFROM redis:7', target: 'a' }, answer: { ok: true, pulls: [node], platforms: { [node]: ['linux/amd64'] }, frontend: null } },
];

const stdin = questions.map(({ line }) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('');

describe('inspect --batch, as a process', () => {
  it('answers line by line, and what is wrong with one is nothing to the others', async () => {
    await using folder = await temporaryFolder({});
    const { exitCode, stdout, stderr } = await runCli(['inspect', '--batch'], { cwd: folder.path, stdin });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const lines = stdout.split('\n');
    expect(lines.pop()).toBe('');
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual(questions.map(({ answer }) => answer));
  });

  it('answers what has arrived before the next question is asked', async () => {
    const program = startBatch();
    program.stdin.write('{"text":"FROM node:22"}\n');
    const [answer]: unknown[] = await once(program.stdout, 'data');
    expect(JSON.parse(String(answer))).toMatchObject({ pulls: [node] });
    program.stdin.end();
    const [exitCode]: unknown[] = await once(program, 'close');
    expect(exitCode).toBe(0);
  });

  it('ends quietly when nobody reads any more, though there is more to answer', async () => {
    const program = startBatch();
    program.stdin.on('error', () => {}); // it ends before it has read everything
    const said = text(program.stderr);
    const more = setInterval(() => program.stdin.write('{"text":"FROM node:22"}\n'.repeat(1000)), 1);
    await once(program.stdout, 'data');
    program.stdout.destroy();
    const [exitCode]: unknown[] = await once(program, 'exit');
    clearInterval(more);
    expect({ exitCode, said: await said }).toEqual({ exitCode: 0, said: '' });
  });
});

/** The shipped program with its streams open. */
function startBatch() {
  const entry = fileURLToPath(new URL('../../../dist/cli/index.js', import.meta.url));
  return spawn(process.execPath, [entry, 'inspect', '--batch'], { stdio: 'pipe', timeout: 30_000 });
}

describe('inspect of a folder, as a process', () => {
  const files: Files = {
    Dockerfile: 'FROM node:22 AS build\nFROM alpine:3.20\nCOPY --from=build /a /a\n',
    'apps/api/api.Dockerfile': 'ARG V\nFROM golang:$V\n',
    'apps/web/Dockerfile': 'FROM nginx:1.29\nRNU true\n',
    'node_modules/x/Dockerfile': 'RNU true\n',
  };

  it('tells why one is refused, and shows the others', async () => {
    await using folder = await temporaryFolder(files);
    const { exitCode, stdout, stderr } = await runCli(['inspect'], { cwd: folder.path });
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^Dockerfile, for linux\/amd64\n.*\n +build +1 +build stage +node:22 /);
    expect(stdout).toContain('golang:$V (not known, because `ARG V` has no value)');
    expect(stdout).toContain('apps/web/Dockerfile (refused)\n\n3 Dockerfiles (1 refused), 2 images.\n');
    expect(stderr).toMatch(/^apps\/web\/Dockerfile:2:1: error: .*\n {2}2 \| RNU true\n {4}\| \^\^\^\n/m);
    expect(stderr).toContain('hint: Give `--build-arg V=VALUE`, as the build does.');
    expect(stderr).toMatch(/^1 error, 1 warning, 1 notice$/m);
  });

  it('says the same as JSON', async () => {
    await using folder = await temporaryFolder(files);
    const { exitCode, stdout, stderr } = await runCli(['inspect', '--json'], { cwd: folder.path });
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      files: [
        { file: 'Dockerfile', refused: false, pulls: [node, `${hub}/alpine:3.20`] },
        { file: 'apps/api/api.Dockerfile', refused: false, pulls: [], stages: [{ unknown: [{ written: 'golang:$V' }] }] },
        { file: 'apps/web/Dockerfile', refused: true, pulls: [] },
      ],
      problems: expect.arrayContaining([expect.objectContaining({ code: 'dockerfile/invalid' })]),
    });
  });
});
