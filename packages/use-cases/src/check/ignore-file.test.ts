import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseIgnoreFile } from './ignore-file.ts';

it.each([
  { ignore: '', excluded: [], kept: ['a', 'a/b'] },
  { ignore: '# a\n\n', excluded: [], kept: ['a', '# a'] },
  { ignore: 'node_modules', excluded: ['node_modules', 'node_modules/x/y'], kept: ['app/node_modules', 'node_modules2'] },
  { ignore: '/a/', excluded: ['a', 'a/b'], kept: ['b/a'] },
  { ignore: './a/../b', excluded: ['b'], kept: ['a'] },
  { ignore: '**/node_modules', excluded: ['node_modules/x', 'a/b/node_modules/x'], kept: ['a/b'] },
  { ignore: '*.md', excluded: ['a.md', '.md'], kept: ['d/a.md', 'a.mdx'] },
  { ignore: '**/*.md', excluded: ['a.md', 'd/e/a.md'], kept: ['a.mdx'] },
  { ignore: '**.md', excluded: ['a.md', 'd/a.md'], kept: ['a.txt'] },
  { ignore: 'a/**/z', excluded: ['a/z', 'a/b/c/z'], kept: ['z', 'b/a/z'] },
  { ignore: 'a/**', excluded: ['a/b', 'a/b/c'], kept: ['b'] },
  { ignore: 'a?c', excluded: ['abc', 'aéc'], kept: ['ac', 'a/c', 'abbc'] },
  { ignore: 'f[a-c0]', excluded: ['fa', 'fc', 'f0'], kept: ['fd', 'f'] },
  { ignore: 'f[^a-c]', excluded: ['fd'], kept: ['fa'] },
  { ignore: String.raw`a\*b`, excluded: ['a*b'], kept: ['axb'] },
  { ignore: '*\n!src\n', excluded: ['a', 'a/b'], kept: ['src', 'src/x/y'] },
  { ignore: '!a\na\n', excluded: ['a'], kept: ['b'] },
  { ignore: 'docs\n!docs/keep.md\n', excluded: ['docs/a.md'], kept: ['docs/keep.md'] },
  { ignore: '\uFEFFa\r\nb\r\n', excluded: ['a', 'b'], kept: ['c'] },
])('$ignore', ({ ignore, excluded, kept }) => {
  const file = parseIgnoreFile(ignore);
  expect(excluded.filter((path) => !file.excludes(path))).toEqual([]);
  expect(kept.filter((path) => file.excludes(path))).toEqual([]);
});

it('takes any text for patterns, and a path matches itself', () => {
  const name = fc.stringMatching(/^[a-z0-9._-]{1,8}$/).filter((text) => !/^\.+$/.test(text));
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.array(name, { minLength: 1, maxLength: 4 }), (text, segments) => {
      const path = segments.join('/');
      parseIgnoreFile(text).excludes(path);
      expect(parseIgnoreFile(path).excludes(path)).toBe(true);
      expect(parseIgnoreFile(`**\n!${path}`).excludes(path)).toBe(false);
    }),
  );
});

it('a pattern that is made to take long does not', () => {
  const file = parseIgnoreFile(`${'*a'.repeat(500)}b\n${'**/a/'.repeat(500)}b\n`);
  expect(file.excludes('a'.repeat(4000))).toBe(false);
  expect(file.excludes(`${'a/'.repeat(1000)}c`)).toBe(false);
});
