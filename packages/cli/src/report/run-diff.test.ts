import { expect, it } from 'vitest';
import { createPage } from '../terminal/page.ts';
import { renderRunDiff } from './run-diff.ts';

const page = createPage({ colors: false, everything: false });
const all = createPage({ colors: false, everything: true });

function file(path: string, count: number, linesLeftOut = 0) {
  return { path, lines: ['@@ -0,0 +1 @@', ...Array.from({ length: count - 1 }, (_, index) => `+${index}`)], linesLeftOut };
}

it('names each file and shows its lines; what a terminal would act on is spelt out', () => {
  expect(renderRunDiff({ files: [{ path: 'a.yaml', lines: ['@@ -1,1 +1,1 @@', '-a', '+\u001b[2J'], linesLeftOut: 0 }, file('b.yaml', 2)], filesLeftOut: 0 }, page)).toBe(
    '--- a/a.yaml\n+++ b/a.yaml\n@@ -1,1 +1,1 @@\n-a\n+\\u001b[2J\n--- a/b.yaml\n+++ b/b.yaml\n@@ -0,0 +1 @@\n+0',
  );
});

it.each([
  { story: 'what fits', files: [file('a', 200)], filesLeftOut: 0, rest: undefined },
  { story: 'lines of a file', files: [file('a', 150), file('b', 90)], filesLeftOut: 0, rest: '40 lines of the last file' },
  { story: 'whole files', files: [file('a', 200), file('b', 90)], filesLeftOut: 3, rest: '4 more files' },
  { story: 'both', files: [file('a', 250), file('b', 90)], filesLeftOut: 0, rest: '50 lines of the last file, 1 more file' },
])('says what it left out: $story', ({ files, filesLeftOut, rest }) => {
  const text = renderRunDiff({ files, filesLeftOut }, page);
  const told = /Left out: (.*)\. With --verbose there is more of it\.$/.exec(text)?.[1];
  expect(told).toBe(rest);
});

it('shows everything that there is with --verbose, and what even that leaves out', () => {
  const text = renderRunDiff({ files: [file('a', 250), file('b', 90, 7)], filesLeftOut: 2 }, all);
  expect(text).toContain('+248\n--- a/b');
  expect(text).toMatch(/Left out: 7 lines of the last file, 2 more files\.$/);
});

it('of nothing, nothing', () => {
  expect(renderRunDiff({ files: [], filesLeftOut: 0 }, page)).toBe('');
});
