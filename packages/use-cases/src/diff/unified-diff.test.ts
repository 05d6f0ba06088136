import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffLines } from './line-diff.ts';
import { diffOf } from './run-diff.ts';
import { unifiedDiff } from './unified-diff.ts';

it.each([
  { story: 'nothing', before: 'a\nb\n', after: 'a\r\nb\r\n', lines: [] },
  { story: 'a new file', before: '', after: 'a\nb\n', lines: ['@@ -0,0 +1,2 @@', '+a', '+b'] },
  { story: 'a file that goes', before: 'a\n', after: '', lines: ['@@ -1,1 +0,0 @@', '-a'] },
  { story: 'a line at the end', before: '1\n2\n3\n4\n', after: '1\n2\n3\n4\n5\n', lines: ['@@ -2,3 +2,4 @@', ' 2', ' 3', ' 4', '+5'] },
  {
    story: 'two places far apart are two hunks',
    before: 'a\n1\n2\n3\n4\n5\n6\n7\n8\nz\n',
    after: 'A\n1\n2\n3\n4\n5\n6\n7\n8\nZ\n',
    lines: ['@@ -1,4 +1,4 @@', '-a', '+A', ' 1', ' 2', ' 3', '@@ -7,4 +7,4 @@', ' 6', ' 7', ' 8', '-z', '+Z'],
  },
  { story: 'a block that moved', before: 'a\nb\nc\n', after: 'b\nc\na\n', lines: ['@@ -1,3 +1,3 @@', '-a', ' b', ' c', '+a'] },
])('$story', ({ before, after, lines }) => {
  expect(unifiedDiff(before, after)).toEqual(lines);
});

const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', '', '---'), { maxLength: 30 });

it('law: without what was added it is the one side, without what was removed the other', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const pieces = diffLines(before, after);
      const side = (other: string): string[] => pieces.flatMap(({ kind, lines }) => (kind === other ? [] : lines));
      expect(side('added')).toEqual(before);
      expect(side('removed')).toEqual(after);
      for (const [index, { kind }] of pieces.entries()) expect(kind).not.toBe(pieces[index + 1]?.kind);
    }),
    { numRuns: 1000 },
  );
});

describe('of a run', () => {
  const path = (index: number) => `state/${index}.yaml` as Parameters<typeof diffOf>[0][number]['change']['path'];
  const lines = Array.from({ length: 3000 }, (_, index) => `line ${index}\n`).join('');

  it('ends where nobody reads any more, and says what is left out', async () => {
    const files = [1, 2, 3, 4].map((index) => ({ change: { kind: 'write' as const, path: path(index), text: lines }, existed: false }));
    const diff = await diffOf(files, { read: async () => ({ kind: 'missing' }) });
    expect(diff.files.map((file) => [file.lines.length, file.linesLeftOut])).toEqual([
      [3001, 0],
      [1999, 1002],
    ]);
    expect(diff.filesLeftOut).toBe(2);
  });

  it('cuts a line that is no line for people', async () => {
    const diff = await diffOf([{ change: { kind: 'write', path: path(1), text: 'x'.repeat(1_000_000) }, existed: false }], { read: async () => ({ kind: 'missing' }) });
    expect(diff.files[0]?.lines[1]).toHaveLength(401);
  });
});
