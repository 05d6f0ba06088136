import fc from 'fast-check';
import { expect, it } from 'vitest';
import { diffDetails } from './diff.ts';

it('folds a difference away', () => {
  expect(diffDetails({ files: [{ path: 'a.yaml', lines: ['@@ -1,1 +1,1 @@', '-a', '+b'], linesLeftOut: 0 }], filesLeftOut: 0 })).toBe(
    '<details>\n<summary>What would change in 1 file</summary>\n\n```diff\n--- a/a.yaml\n+++ b/a.yaml\n@@ -1,1 +1,1 @@\n-a\n+b\n```\n\n</details>',
  );
});

it('of nothing, nothing', () => {
  expect(diffDetails({ files: [], filesLeftOut: 0 })).toBe('');
});

it.each([
  { story: 'files that nobody looked at', files: [{ path: 'a', lines: ['+a'], linesLeftOut: 0 }], filesLeftOut: 4, says: '4 of 5 files' },
  { story: 'lines', files: [{ path: 'a', lines: ['+a'], linesLeftOut: 9 }], filesLeftOut: 0, says: '1 of 1 files' },
  {
    story: 'what is too much for a summary',
    files: ['a', 'b', 'c'].map((path) => ({ path, lines: Array.from({ length: 500 }, () => `+${'x'.repeat(99)}`), linesLeftOut: 0 })),
    filesLeftOut: 0,
    says: '2 of 3 files',
  },
])('counts what is left out: $story', ({ files, filesLeftOut, says }) => {
  const text = diffDetails({ files, filesLeftOut });
  expect(text).toContain(`Left out, in part or as a whole: ${says}.`);
  expect(text.length).toBeLessThan(61_000);
});

it('law: no line of anybody ends the block', () => {
  const line = fc.oneof(fc.string(), fc.constantFrom(' ```', ' ````', '+</details>', '+\u001b[2J', '+a\r```\rb', ' ~~~')).map((text) => `+${text}`);
  fc.assert(
    fc.property(fc.array(line), fc.string(), (lines, path) => {
      const block = /<\/summary>\n\n(`{3,})diff\n([\s\S]*)\n(`{3,})\n\n<\/details>$/.exec(diffDetails({ files: [{ path, lines, linesLeftOut: 0 }], filesLeftOut: 0 }));
      const [, fence = '', body = '', end] = block ?? [];
      expect(end).toBe(fence);
      expect(body).not.toContain(fence);
    }),
  );
});
