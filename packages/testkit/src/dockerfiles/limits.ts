import { official, type DockerfileCase } from './case.ts';

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

const nested = (depth: number, word: string): string => `${'${N:-'.repeat(depth)}${word}${'}'.repeat(depth)}`;

/** Large files, within what BuildKit and we take. */
export const limits: readonly DockerfileCase[] = [
  { id: 'limits/long-line', story: 'a line of 65,535 bytes', text: `FROM node\nRUN ${'x'.repeat(65_531)}`, pulls: official('node:latest') },
  { id: 'limits/too-long-line', story: 'one byte more', text: `FROM node\nRUN ${'x'.repeat(65_532)}`, refusedAt: 2, toldLine: 1 },
  {
    id: 'limits/too-long-bytes',
    story: 'bytes count, not characters',
    text: `FROM node\nRUN ${'\u00e4'.repeat(32_766)}`,
    refusedAt: 2,
    toldLine: 1,
  },
  { id: 'limits/too-long-comment', story: 'comments count too', text: `FROM node\n# ${'x'.repeat(65_535)}`, refusedAt: 2, toldLine: 1 },
  { id: 'limits/too-long-text', story: 'and texts', text: `FROM node\nRUN <<EOF\n${'x'.repeat(65_536)}\nEOF`, refusedAt: 2 },
  {
    id: 'limits/continued',
    story: 'a thousand continued lines',
    text: `FROM node\nRUN ${numbers(1000)
      .map((line) => `echo ${line} \\\n`)
      .join('')} x`,
    pulls: official('node:latest'),
  },
  {
    id: 'limits/continued-from',
    story: 'an image at the end of a thousand lines',
    text: `FROM ${'\\\n'.repeat(1000)}node`,
    pulls: official('node:latest'),
  },
  {
    id: 'limits/joined',
    story: 'a joined line may be longer',
    text: `FROM node\nRUN ${`${'x'.repeat(60_000)}\\\n`.repeat(3)}x`,
    pulls: official('node:latest'),
  },
  {
    id: 'limits/stages',
    story: 'two hundred stages in a chain',
    text: `FROM node AS s0\n${numbers(199)
      .map((stage) => `FROM s${stage} AS s${stage + 1}\n`)
      .join('')}`,
    pulls: official('node:latest'),
  },
  {
    id: 'limits/images',
    story: 'a hundred sources',
    text: `FROM scratch\n${numbers(100)
      .map((image) => `COPY --from=i${image} / /\n`)
      .join('')}`,
    pulls: official(...numbers(100).map((image) => `i${image}:latest`)),
  },
  {
    id: 'limits/mounts',
    story: 'a hundred mounts',
    text: `FROM scratch\nRUN ${numbers(100)
      .map((image) => `--mount=from=i${image},target=/m${image} `)
      .join('')} x`,
    pulls: official(...numbers(100).map((image) => `i${image}:latest`)),
  },
  {
    id: 'limits/arguments',
    story: 'a chain of two hundred defaults',
    text: `ARG A0=22\n${numbers(200)
      .map((index) => `ARG A${index + 1}=$A${index}\n`)
      .join('')}FROM node:$A200`,
    pulls: official('node:22'),
  },
  { id: 'limits/nested', story: 'defaults forty deep', text: `FROM node:${nested(40, '22')}`, pulls: official('node:22') },
  {
    id: 'limits/json',
    story: 'arrays deeper than a decoder of JSON goes are a command',
    text: `FROM node\nRUN ${'['.repeat(10_001)}${']'.repeat(10_001)}`,
    pulls: official('node:latest'),
  },
  {
    id: 'limits/json-deepest',
    story: 'arrays as deep as it goes are no words',
    text: `FROM node\nRUN ${'['.repeat(10_000)}${']'.repeat(10_000)}`,
    refusedAt: 2,
  },
  {
    id: 'limits/json-number',
    story: 'a number beyond all bounds makes a command',
    text: 'FROM node\nCMD [1e999]',
    pulls: official('node:latest'),
  },
  {
    id: 'limits/comments',
    story: 'nothing but comments for a while',
    text: `${'# FROM evil\n'.repeat(2000)}FROM node`,
    pulls: official('node:latest'),
  },
  {
    id: 'limits/texts',
    story: 'fifty texts in one line',
    text: `FROM node\nRUN ${numbers(50)
      .map((text) => `<<E${text} `)
      .join('')}\n${numbers(50)
      .map((text) => `FROM evil\nE${text}\n`)
      .join('')}`,
    pulls: official('node:latest'),
  },
  {
    id: 'limits/platforms',
    story: 'many platforms',
    text: 'FROM node-$TARGETARCH',
    platforms: ['linux/amd64', 'linux/arm64', 'linux/s390x', 'linux/ppc64le', 'linux/riscv64', 'linux/386'],
    pulls: official(
      'node-amd64:latest',
      'node-arm64:latest',
      'node-s390x:latest',
      'node-ppc64le:latest',
      'node-riscv64:latest',
      'node-386:latest',
    ),
  },
];
