import { expect, it } from 'vitest';
import { createPage } from '../terminal/page.ts';
import { renderDiff } from './diff.ts';

const page = createPage({ colors: false, everything: false });

it.each([
  { story: 'nothing', before: 'a\nb\n', after: 'a\nb\n', hunk: [] },
  { story: 'a new file', before: '', after: 'a\nb\n', hunk: ['@@ -0,0 +1,2 @@', '+a', '+b'] },
  { story: 'lines at the end', before: '1\n2\n3\n4\n', after: '1\n2\n3\n4\n5\n', hunk: ['@@ -2,3 +2,4 @@', ' 2', ' 3', ' 4', '+5'] },
  { story: 'lines in the middle', before: 'a\nb\n', after: 'a\nx\nb\n', hunk: ['@@ -1,2 +1,3 @@', ' a', '+x', ' b'] },
  { story: 'a changed line', before: 'a\nb\nc\n', after: 'a\nB\nc\n', hunk: ['@@ -1,3 +1,3 @@', ' a', '-b', '+B', ' c'] },
  { story: 'a line once more', before: 'a\na\n', after: 'a\na\na\n', hunk: ['@@ -1,2 +1,3 @@', ' a', ' a', '+a'] },
  { story: 'all but nothing', before: 'a\n', after: '', hunk: ['@@ -1,1 +0,0 @@', '-a'] },
  { story: 'characters that a terminal acts on', before: '', after: '\u001b[2J\n', hunk: ['@@ -0,0 +1,1 @@', '+\\u001b[2J'] },
])('$story', ({ before, after, hunk }) => {
  expect(renderDiff('images.yaml', before, after, page)).toBe(hunk.length === 0 ? '' : ['--- images.yaml', '+++ images.yaml', ...hunk].join('\n'));
});
