import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerLine } from './answer-line.ts';

const ask = (question: unknown) => answerLine(JSON.stringify(question));
const hub = 'docker.io/library';

describe('answerLine: what is pulled for what', () => {
  it.each([
    { story: 'a base', question: { text: 'FROM node:22' }, platforms: { [`${hub}/node:22`]: ['linux/amd64'] } },
    { story: 'nothing', question: { text: 'FROM scratch' }, platforms: {} },
    { story: 'where it runs counts without a platform', question: { text: 'FROM node', buildPlatform: 'linux/arm64' }, platforms: { [`${hub}/node:latest`]: ['linux/arm64'] } },
    {
      story: 'a tool runs where the build runs, what it makes does not',
      question: { text: 'FROM --platform=$BUILDPLATFORM golang AS b\nFROM alpine\nCOPY --from=b / /', platforms: ['linux/arm', 'linux/s390x'], buildPlatform: 'linux/arm64' },
      platforms: { [`${hub}/golang:latest`]: ['linux/arm64'], [`${hub}/alpine:latest`]: ['linux/arm/v7', 'linux/s390x'] },
    },
    {
      story: 'used for two platforms in one build',
      question: { text: 'FROM --platform=linux/arm64 a AS x\nFROM a\nCOPY --from=x / /' },
      platforms: { [`${hub}/a:latest`]: ['linux/arm64', 'linux/amd64'] },
    },
    {
      story: 'platforms with commas',
      question: { text: 'FROM a:$TARGETARCH', platform: 'linux/amd64,linux/arm64' },
      platforms: { [`${hub}/a:amd64`]: ['linux/amd64'], [`${hub}/a:arm64`]: ['linux/arm64'] },
    },
    {
      story: 'a context of another platform',
      question: { text: 'FROM --platform=linux/arm a AS x\nFROM x', contexts: { x: 'docker-image://ctx' } },
      platforms: { [`${hub}/ctx:latest`]: ['linux/arm/v7'] },
    },
    {
      story: 'triggers, by another spelling of the base',
      question: { text: 'FROM node', onBuild: { 'docker.io/node:latest': ['COPY --from=redis:7 /a /b'] } },
      platforms: { [`${hub}/node:latest`]: ['linux/amd64'], [`${hub}/redis:7`]: ['linux/amd64'] },
    },
    { story: 'an argument that leaves a usable name', question: { text: 'ARG V\nFROM node$V' }, platforms: { [`${hub}/node:latest`]: ['linux/amd64'] } },
    { story: 'null is absent, other keys do not count', question: { text: 'FROM a', target: null, platform: null, buildArgs: null, id: 7 }, platforms: { [`${hub}/a:latest`]: ['linux/amd64'] } },
  ])('$story', ({ question, platforms }) => {
    expect(ask(question)).toEqual({ ok: true, pulls: Object.keys(platforms), platforms, frontend: null });
  });

  it('keeps the frontend apart', () => {
    expect(ask({ text: '# syntax=docker/dockerfile:1\nFROM a' })).toMatchObject({ ok: true, pulls: [`${hub}/a:latest`], frontend: 'docker.io/docker/dockerfile:1' });
    expect(ask({ text: '# syntax=docker/dockerfile:1\nFRM a' })).toMatchObject({ ok: false, frontend: 'docker.io/docker/dockerfile:1' });
  });

  it.each([
    { story: 'an argument without a value', question: { text: 'ARG X\nFROM $X' }, error: 'line 2: The base `$X` is empty' },
    { story: 'an argument without a value, in a tag', question: { text: 'ARG V\nFROM node:$V' }, error: 'is not an image reference' },
    { story: 'in a stage that nobody needs', question: { text: 'ARG V\nFROM node:$V\nFROM a' }, error: 'is not an image reference' },
    { story: 'a platform without a value', question: { text: 'ARG P\nFROM --platform=$P a' }, error: 'platform' },
    { story: 'a default that asks for another argument', question: { text: 'ARG A\nARG B=${A:?needed}\nFROM a' }, error: 'line 2' },
    { story: 'a target by its number', question: { text: 'FROM a\nFROM b', target: '0' }, error: 'There is no stage `0`' },
    { story: 'no Dockerfile at all', question: { text: '' }, error: 'empty' },
    { story: 'no text', question: {}, error: '`text`' },
    { story: 'no object', question: [], error: 'JSON object' },
    { story: 'no platform', question: { text: 'FROM a', platforms: ['quantum'] }, error: '`quantum` is no platform' },
    { story: 'numbers for arguments', question: { text: 'FROM a', buildArgs: { V: 1 } }, error: '`buildArgs`' },
    { story: 'a text for triggers', question: { text: 'FROM a', onBuild: { a: 'RUN x' } }, error: '`onBuild`' },
  ])('refused: $story', ({ question, error }) => {
    expect(ask(question)).toEqual({ ok: false, error: expect.stringContaining(error), frontend: null });
  });
});

describe('laws', () => {
  it('answers any text and any JSON', () => {
    const question = fc.record(
      { text: fc.oneof(fc.string(), fc.constant('FROM a')), platform: fc.json(), buildArgs: fc.jsonValue(), contexts: fc.jsonValue(), onBuild: fc.jsonValue(), target: fc.jsonValue() },
      { requiredKeys: ['text'] },
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          question.map((value) => JSON.stringify(value)),
        ),
        (line) => {
          const answer = answerLine(line);
          if (answer.ok) expect(Object.keys(answer.platforms)).toEqual(answer.pulls);
          else expect(answer.error).not.toBe('');
          expect(JSON.stringify(answer)).not.toContain('\n');
        },
      ),
      { numRuns: 500 },
    );
  });
});
