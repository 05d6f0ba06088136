import { dockerfileCases, mutateDockerfile, numbersFrom } from '@image-factory/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyzeDockerfile, type BuildOptions } from '../dockerfile/index.ts';
import { formatReference, identityOf } from '../reference/index.ts';
import { findPins, pinsBeside } from './find-pins.ts';
import { holdsButFor, movePins } from './move.ts';
import { a, b, c } from './pin.fixture.ts';

const file = 'Dockerfile';
const hex = { a: 'a'.repeat(64), b: 'b'.repeat(64) };

/** What stands at each pin: `line:base`. */
function found(text: string, options: Partial<BuildOptions> = {}): string[] {
  return findPins(text, { file, ...options }).pins.map(({ at, base }) => {
    expect(text.slice(at, at + 64)).toBe(hex.a);
    return `${text.slice(0, at).split('\n').length}:${formatReference(base).replace('docker.io/library/', '')}`;
  });
}

describe('finds', () => {
  it.each([
    { story: 'FROM', text: `FROM node:22@${a}\n`, pins: ['1:node:22'] },
    { story: 'FROM in any case, with a platform and a name', text: `from --platform=$BUILDPLATFORM node:22@${a} as b\nFROM b\n`, pins: ['1:node:22'] },
    { story: 'FROM that goes on', text: `FROM \\\n  # a comment sha256:${hex.a}\n  node:22@${a}\n`, pins: ['3:node:22'] },
    { story: 'another escape', text: `# escape=\`\nFROM \`\n  node:22@${a}\n`, pins: ['3:node:22'] },
    { story: 'CRLF and a byte-order mark', text: `\uFEFFFROM node:22@${a}\r\nRUN x\r\n`, pins: ['1:node:22'] },
    { story: 'COPY --from', text: `FROM scratch\nCOPY --from=uv:0.9@${a} /uv /uv\n`, pins: ['2:uv:0.9'] },
    { story: 'a mount', text: `FROM scratch\nRUN --mount=type=bind,from=uv:0.9@${a},target=/uv true\n`, pins: ['2:uv:0.9'] },
    { story: 'the default of an argument', text: `ARG BASE=node:22@${a}\nFROM $BASE\n`, pins: ['1:node:22'] },
    { story: 'a digest of its own', text: `ARG D=${a}\nFROM node:22@\${D}\n`, pins: ['1:node:22'] },
    { story: 'digits of their own', text: `ARG D=${hex.a}\nFROM node:22@sha256:\${D}\n`, pins: ['1:node:22'] },
    { story: 'the fallback of a variable', text: `ARG BASE\nFROM \${BASE:-node:22@${a}}\n`, pins: ['2:node:22'] },
    { story: 'a quoted default', text: `ARG BASE="node:22@${a}"\nFROM \${BASE}\n`, pins: ['1:node:22'] },
    { story: 'one pin in two lines', text: `FROM node:22@${a} AS x\nFROM node:22@${a}\nCOPY --from=x /a /b\n`, pins: ['1:node:22', '2:node:22'] },
    { story: 'two bases', text: `FROM node:22@${a} AS x\nFROM alpine:3@${a}\nCOPY --from=x /a /b\n`, pins: ['1:node:22', '2:alpine:3'] },
    { story: 'an argument that two lines use', text: `ARG B=node:22@${a}\nFROM $B AS x\nFROM $B\nCOPY --from=x /a /b\n`, pins: ['1:node:22'] },
  ])('$story', ({ text, pins }) => {
    expect(found(text)).toEqual(pins);
  });
});

describe('leaves alone', () => {
  it.each([
    { story: 'a comment', text: `# FROM node:22@${a}\nFROM node:22@${a}\n`, pins: ['2:node:22'] },
    { story: 'a heredoc', text: `FROM node:22@${a}\nRUN <<EOF\nFROM node:22@${a}\nEOF\n`, pins: ['1:node:22'] },
    { story: 'what a shell is told', text: `FROM node:22@${a}\nRUN docker pull node:22@${a}\n`, pins: ['1:node:22'] },
    { story: 'a label', text: `FROM node:22@${a}\nLABEL base=node:22@${a}\n`, pins: ['1:node:22'] },
    { story: 'a default that the build replaces', text: `ARG BASE=node:22@${a}\nFROM $BASE\n`, options: { buildArgs: { BASE: 'node:22' } }, pins: [] },
    { story: 'an argument that nothing uses', text: `ARG D=${a}\nFROM node:22@${a}\n`, pins: ['2:node:22'] },
    { story: 'a digest without a tag', text: `FROM node@${a}\n`, pins: [] },
    { story: 'the frontend', text: `# syntax=docker/dockerfile:1@${a}\nFROM node:22@${a}\n`, pins: ['2:node:22'] },
    { story: 'a tag that is not pinned', text: `FROM node:22\nRUN echo ${a}\n`, pins: [] },
    { story: 'a file that BuildKit refuses', text: `FROM node:22@${a}\nFORM x\n`, pins: [] },
  ])('$story', ({ text, options, pins }) => {
    expect(found(text, options)).toEqual(pins);
  });

  it('a digest that is cut in two, and says so', () => {
    const { pins, lost } = findPins(`FROM node:22@sha256:${hex.a.slice(0, 9)}\\\n${hex.a.slice(9)}\n`, { file });
    expect([pins, lost]).toMatchObject([[], [{ line: 1 }]]);
  });

  it('a place that two bases get their digest from', () => {
    const { pins, shared } = findPins(`ARG D=${a}\nFROM node:22@$D AS x\nFROM alpine:3@$D\nCOPY --from=x /a /b\n`, { file });
    expect([pins, shared]).toMatchObject([[], [{ digest: a }]]);
  });
});

describe('stages that the build does not need', () => {
  it.each([
    { story: 'the same pin goes along', text: `FROM node:22@${a} AS app\nFROM node:22@${a} AS test\n`, beside: [2] },
    { story: 'another base stays', text: `FROM node:22@${a} AS app\nFROM alpine:3@${a} AS test\n`, beside: [] },
    { story: 'another digest stays', text: `FROM node:22@${a} AS app\nFROM node:22@${b} AS test\n`, beside: [] },
  ])('$story', ({ text, beside }) => {
    const options = { file, target: 'app' };
    const { marked, pins } = findPins(text, options);
    expect(pins).toHaveLength(1);
    expect(pinsBeside(marked, pins, options).map(({ line }) => line)).toEqual(beside);
  });
});

describe('moves', () => {
  it('the digits, and nothing else', () => {
    const text = `\uFEFF# escape=\`\r\n# node:22@${a}\r\nFROM node:22@${a} AS x # no comment\r\n`.replace(' # no comment', '');
    const { pins } = findPins(text, { file });
    expect(
      movePins(
        text,
        pins.map((mark) => ({ mark, to: b })),
      ),
    ).toBe(text.replace(`FROM node:22@${a}`, `FROM node:22@${b}`));
  });

  it.each([
    { story: 'a text that has changed', text: `FROM node:22@${c}\n`, to: b },
    { story: 'a digest of another kind', text: `FROM node:22@${a}\n`, to: `sha512:${'b'.repeat(128)}` as typeof a },
  ])('not $story', ({ text, to }) => {
    const { pins } = findPins(`FROM node:22@${a}\n`, { file });
    expect(
      movePins(
        text,
        pins.map((mark) => ({ mark, to })),
      ),
    ).toBeUndefined();
  });

  it('not where the name of the base depends on the digits', () => {
    const text = `ARG D=${a}\nFROM node:\${D##*:}@$D\n`;
    const { pins, shared, marked, probed } = findPins(text, { file });
    expect([pins, shared]).toMatchObject([[], [{ digest: a }]]);
    const moves = shared.map((mark) => ({ mark, to: b }));
    const after = analyzeDockerfile(movePins(text, moves) ?? '', { file }).value.images;
    expect(holdsButFor(moves, marked)(probed, after)).toBe(false);
  });
});

/** What looks like an image gets a digest, so that there are pins in every shape that we know. */
function pinned(text: string): string {
  return text.replaceAll(/^(\s*FROM\s+(?:--platform=\S+\s+)?)([a-z][a-z0-9./-]*)(?=\s|$)/gim, `$1$2:1@${a}`).replaceAll(/\b[a-z][a-z0-9]*:[0-9][\w.-]*(?![\w@:$/.{-])/g, (match) => `${match}@${a}`);
}

const shapes = dockerfileCases.map(({ text, target, buildArgs, contexts }) => ({
  text: pinned(text),
  options: { file, ...(target === undefined ? {} : { target }), ...(buildArgs === undefined ? {} : { buildArgs }), ...(contexts === undefined ? {} : { contexts }) },
}));

/** @returns how many pins were moved, none of them where that would have changed more */
function moveAll(text: string, options: BuildOptions): number {
  const { pins, marked, probed } = findPins(text, options);
  const moves = pins.map((mark) => ({ mark, to: b }));
  const next = movePins(text, moves);
  if (next === undefined) throw new Error('a place was lost');
  expect(next.replaceAll(/[0-9a-f]{64}/g, '')).toBe(text.replaceAll(/[0-9a-f]{64}/g, ''));
  const [before, after] = [text, next].map((each) => analyzeDockerfile(each, { ...options, everyLine: true }).value.images);
  if (before === undefined || after === undefined || !holdsButFor(moves, marked)(probed, after)) return 0;
  const bases = (images: typeof before) => new Set(images.map(({ use, reference }) => `${use} ${formatReference(identityOf(reference))}`));
  expect(bases(after)).toEqual(bases(before));
  const again = new Set(findPins(next, options).pins.map(({ at, digest }) => `${at} ${digest}`));
  for (const { at } of pins) expect(again).toContain(`${at} ${b}`);
  return moves.length;
}

describe('law: after a move the same bases are pulled in the same places, and only the digests differ', () => {
  it('in every shape of Dockerfile that we know', () => {
    const moved = shapes.map(({ text, options }) => moveAll(text, options));
    expect(moved.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(200);
  });

  it('and whatever befalls them', () => {
    fc.assert(
      fc.property(fc.constantFrom(...shapes), fc.nat(), ({ text, options }, seed) => {
        moveAll(mutateDockerfile(text, numbersFrom(seed), [text]).slice(0, 20_000), options);
      }),
      { numRuns: 500 },
    );
  });
});
