import { describe, expect, it } from 'vitest';
import { readCommands, readFences, readLinks } from './fences.ts';

describe('readFences', () => {
  it('gives each block with its language and the line that it begins on', () => {
    expect(readFences('# A\n\n```sh\na\nb\n```\n\n```\nc\n```\n', 'a.md')).toEqual([
      { place: 'a.md:4', language: 'sh', text: 'a\nb' },
      { place: 'a.md:9', language: '', text: 'c' },
    ]);
  });

  it('refuses a block that is never closed', () => {
    expect(() => readFences('```sh\na\n', 'a.md')).toThrow('a.md:2: this block is never closed');
  });
});

describe('readCommands', () => {
  it.each([
    { story: 'a command', text: 'git status', commands: [{ line: 'git status', exitCode: 0 }] },
    { story: 'a remark behind it', text: 'git status   # look', commands: [{ line: 'git status', exitCode: 0 }] },
    { story: 'another exit code', text: 'git frob # exit code 1', commands: [{ line: 'git frob', exitCode: 1 }] },
    { story: 'a remark alone', text: '# look', commands: [] },
  ])('$story', ({ text, commands }) => {
    expect(readCommands(text)).toEqual(commands);
  });
});

describe('readLinks', () => {
  it('gives relative links only, and none from a block', () => {
    const text = '[a](b.md#c) [`d`](e/f.md) [g](https://example.com) [h](#i)\n```text\n[j](k.md)\n```\n';
    expect(readLinks(text)).toEqual(['b.md', 'e/f.md']);
  });
});
