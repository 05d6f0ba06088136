import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJson, type JsonPath, type JsonValue } from './json.ts';
import { locateJson } from './locate-json.ts';

/** As `JSON.parse` would have it; keys that mean something to objects stay keys. */
function plain(value: JsonValue): unknown {
  if (value instanceof Map) return Object.defineProperties({}, Object.fromEntries([...value].map(([key, item]) => [key, { value: plain(item), enumerable: true }])));
  return Array.isArray(value) ? value.map(plain) : value;
}

describe('JSON', () => {
  it('is read as JSON.parse reads it, whatever the spaces', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(undefined, 2, '\t'), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const read = readJson(text);
        expect(read.ok && plain(read.value)).toEqual(JSON.parse(text));
      }),
      { numRuns: 500 },
    );
  });

  it('is refused where JSON.parse refuses it, and never throws', () => {
    const pieces = ['{', '}', '[', ']', ',', ':', '"a"', '"b"', '"\\u00e9"', '"\\x"', '1', '-0', '01', '1.', '1e5', 'true', 'nul', ' ', '\n', '\u0001'];
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 3 })), { maxLength: 12 }), (parts) => {
        const text = parts.join('');
        const read = readJson(text);
        if (read.ok) expect(plain(read.value)).toEqual(JSON.parse(text));
        else if (!read.error.why.includes('second time')) expect(() => JSON.parse(text.replace(/^\ufeff/, '')) as unknown).toThrow();
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ['nothing', '', 0, 'ends here'],
    ['a key twice', '{"a": 1, "a": 2}', 9, 'second time'],
    ['a key twice, written in two ways', String.raw`{"a": 1, "\u0061": 2}`, 9, 'second time'],
    ['a quote that is not closed', '{"a": "b', 6, 'not closed'],
    ['a line end within a text', '["a\nb"]', 3, 'control character'],
    ['an escape that there is not', String.raw`["\q"]`, 1, 'escape'],
    ['something behind it', '{} x', 3, 'after the end'],
    ['a comma too much', '[1,]', 3, 'no JSON value'],
    ['a key without quotes', '{a: 1}', 1, 'double quotes'],
    ['no colon', '{"a" 1}', 5, 'colon'],
    ['no comma', '[1 2]', 3, 'comma or `]`'],
    ['a number that is none', '[NaN]', 1, 'no JSON value'],
    ['a number without an end', `[${'1'.repeat(10_000)}]`, 1, 'more digits'],
    ['65 levels', '['.repeat(100_000), 64, '64 levels'],
  ])('%s is a fault with its place', (_, text, offset, why) => {
    const read = readJson(text);
    expect(read.ok ? {} : read.error).toMatchObject({ offset, why: expect.stringContaining(why) });
  });

  it('keeps keys that mean something to objects as keys', () => {
    const read = readJson('{"__proto__": {"polluted": true}, "constructor": 1, "toString": 2}');
    expect(read.ok && read.value instanceof Map && [...read.value.keys()]).toEqual(['__proto__', 'constructor', 'toString']);
    expect('polluted' in {}).toBe(false);
  });

  it.each([
    [['a', 1, 'b'], '"x"'],
    [['a', 1, 'nothing'], '{'],
    [['a', 7], '['],
    [['a', 'b'], '['],
    [['c'], '-1.5e3'],
    [['c', 'd'], '-1.5e3'],
    [['d\n', '"'], 'true'],
    [['e'], '['],
    [['f'], '"]}\\\\"'],
    [['g'], 'null'],
    [[], '{'],
  ])('finds %j', (path, found) => {
    const text = String.raw`{"a": [0, {"b": "x"}], "c" : -1.5e3, "d\n": {"\"":true}, "e": [], "f": "]}\\", "g": null }`;
    const { start, end } = locateJson(text)(path);
    expect(text.slice(start, end)).toBe(found);
  });

  it('finds every value that it reads', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(undefined, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const locate = locateJson(text);
        for (const [path, leaf] of leaves(value)) {
          const { start, end } = locate(path);
          expect(text.slice(start, end)).toBe(typeof leaf === 'object' && leaf !== null ? JSON.stringify(leaf).slice(0, 1) : JSON.stringify(leaf));
        }
      }),
      { numRuns: 500 },
    );
  });
});

function leaves(value: unknown, path: JsonPath = []): [JsonPath, unknown][] {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  const entries = Array.isArray(value) ? value.map((item, index): [number, unknown] => [index, item]) : Object.entries(value);
  return [[path, value], ...entries.flatMap(([step, item]) => leaves(item, [...path, step]))];
}
