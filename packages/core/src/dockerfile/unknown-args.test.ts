import { describe, expect, it } from 'vitest';
import { analyzeDockerfile } from './analyze.ts';
import type { BuildOptions } from './types.ts';

const why = 'docker-bake.hcl line 4 gives it a value that only a run knows';

function look(text: string, options: Omit<BuildOptions, 'file'>) {
  const { images, unknown, refused } = analyzeDockerfile(text, { file: 'Dockerfile', ...options }).value;
  return { images: images.map(({ reference }) => `${reference.path}:${reference.tag}`), unknown: unknown.map(({ written, why: reason }) => `${written}: ${reason}`), refused };
}

describe('a build argument whose value is not known', () => {
  const unknownArgs = new Map([['V', why]]);

  it.each([
    { story: 'its default is not what is built', text: 'ARG V=22\nFROM node:$V' },
    { story: 'nor is a fallback', text: 'ARG V\nFROM node:${V:-22}' },
    { story: 'nor is what is left when it is empty', text: 'ARG V\nFROM node$V' },
    { story: 'it makes what depends on it unknown', text: 'ARG V\nARG W=1-$V\nFROM node:$W' },
    { story: 'also beside one that nobody gave', text: 'ARG U\nARG V\nFROM node$U$V' },
  ])('$story', ({ text }) => {
    const written = text.split('FROM ')[1] ?? '';
    expect(look(text, { unknownArgs })).toEqual({ images: [], unknown: [expect.stringMatching(new RegExp(`^${written.replace(/[${}]/g, '\\$&')}: .*`))], refused: false });
  });

  it('says where the value comes from', () => {
    expect(look('ARG V=22\nFROM node:$V', { unknownArgs }).unknown).toEqual([`node:$V: ${why}`]);
  });

  it.each([
    { story: 'a value that somebody gives wins', options: { buildArgs: { V: '24' }, unknownArgs }, images: ['library/node:24'] },
    { story: 'other arguments keep theirs', options: { unknownArgs: new Map([['W', why]]) }, images: ['library/node:22'] },
    { story: 'all may be unknown', options: { unknownArgs: new Map([['*', why]]) }, images: [] },
    { story: 'all but those that are given', options: { buildArgs: { V: '24' }, unknownArgs: new Map([['*', why]]) }, images: ['library/node:24'] },
  ])('$story', ({ options, images }) => {
    expect(look('ARG V=22\nFROM node:$V', options).images).toEqual(images);
  });

  it('a platform that depends on it is not known either', () => {
    const { problems } = analyzeDockerfile('ARG P=linux/arm64\nFROM --platform=$P node:22', { file: 'Dockerfile', unknownArgs: new Map([['P', why]]) });
    expect(problems.map(({ code }) => code)).toEqual(['dockerfile/unknown-platform']);
  });
});
