import { readYamlMap, type YamlMap } from '@image-factory/core/yaml';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareValues } from './compare-values.ts';

const read = (text: string): YamlMap => {
  const map = readYamlMap(text, 'x.yaml');
  if (!map.ok) throw new TypeError(text);
  return map.value;
};
const compared = (before: string, after: string): string[] =>
  compareValues('', read(before), read(after)).map(({ path, change, before: old = '…', after: now = '…' }) => `${path}: ${change} ${old} → ${now}`);

describe('fields that differ', () => {
  it.each([
    { story: 'a text', before: 'a: {b: x}', after: 'a: {b: y}', fields: ['a.b: changed x → y'] },
    { story: 'one more', before: 'a: {}', after: 'a: {b: y}', fields: ['a.b: added … → y'] },
    { story: 'one less', before: 'a: {b: y}', after: 'a: {}', fields: ['a.b: removed y → …'] },
    { story: 'a list of texts, as a whole', before: 'a: [x, y]', after: 'a: [x]', fields: ['a: changed [x, y] → [x]'] },
    { story: 'an item in front of others that have names', before: 'a: [{name: x, v: "1"}]', after: 'a: [{name: w, v: "0"}, {name: x, v: "1"}]', fields: ['a[w]: added … → …'] },
    { story: 'one field of an item that stands elsewhere now', before: 'a: [{name: x, v: "1"}]', after: 'a: [{name: w}, {name: x, v: "2"}]', fields: ['a[x].v: changed 1 → 2', 'a[w]: added … → …'] },
    {
      story: 'Freight, by its origin',
      before: 'f: [{origin: {kind: W, name: p}, s: {soak: 1h}}, {origin: {kind: W, name: q}, s: {soak: 1h}}]',
      after: 'f: [{origin: {kind: W, name: n}, s: {soak: 1h}}, {origin: {kind: W, name: p}, s: {soak: 2h}}, {origin: {kind: W, name: q}, s: {soak: 1h}}]',
      fields: ['f[p].s.soak: changed 1h → 2h', 'f[n]: added … → …'],
    },
    { story: 'an order alone', before: 'a: [{name: x}, {name: y}]', after: 'a: [{name: y}, {name: x}]', fields: ['a (order): changed [x, y] → [y, x]'] },
    { story: 'items without names, by their place', before: 'a: [{v: x}, {v: y}]', after: 'a: [{v: x}, {v: z}]', fields: ['a.1.v: changed y → z'] },
    { story: 'items of which two have one name, by their place', before: 'a: [{name: x}, {name: x}]', after: 'a: [{name: x}]', fields: ['a.1: removed … → …'] },
    { story: 'the one line of a longer text that differs', before: 'a: "1\\n  2\\n3"', after: 'a: "1\\n  4\\n3"', fields: ['a: changed 2 → 4'] },
    { story: 'many lines of a text', before: 'a: "1\\n2"', after: 'a: "3\\n4"', fields: ['a: changed … → …'] },
    { story: 'a text that is too long to show', before: `a: ${'x'.repeat(200)}`, after: 'a: y', fields: ['a: changed … → y'] },
    { story: 'a number that became a text', before: 'a: 1.10', after: 'a: "1.1"', fields: ['a: changed 1.10 → 1.1'] },
  ])('$story', ({ before, after, fields }) => {
    expect(compared(before, after)).toEqual(fields);
  });
});

it('nothing differs from itself, and what is found one way is found the other', () => {
  const value = fc.letrec((tie) => ({
    value: fc.oneof(fc.constantFrom('a', 'b', 'x\ny'), fc.array(tie('value'), { maxLength: 3 }), tie('map')),
    map: fc.dictionary(fc.constantFrom('name', 'as', 'v'), tie('value'), { maxKeys: 3 }).map((record): YamlMap => new Map(Object.entries(record)) as YamlMap),
  }));
  fc.assert(
    fc.property(value.map, value.map, (a, b) => {
      expect(compareValues('', a, a)).toEqual([]);
      const paths = (x: YamlMap, y: YamlMap): string[] =>
        compareValues('', x, y)
          .map(({ path }) => path)
          .toSorted();
      expect(paths(a, b)).toEqual(paths(b, a));
    }),
  );
});
