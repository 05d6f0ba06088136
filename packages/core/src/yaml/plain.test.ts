import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseYamlMap, readYamlMap } from './plain.ts';

const scalar = fc.constantFrom(
  'a',
  'web-api',
  '"3.20"',
  "'null'",
  'null',
  '3.20',
  '~',
  'true',
  '1e3',
  '""',
  '{}',
  '[]',
  '[a, "1"]',
  '{default: null}',
  '^3\\.20$',
  'sha256:0a1b',
  'x # c',
  '2026-11-21',
  '"a\\tb"',
  '"\\u00e9"',
  'é',
  "'it''s'",
  '',
);
const key = fc.constantFrom('name', 'tag', 'seen', 'null', '10', '"quoted"', 'linux/amd64', '__proto__', 'a b');
const lines: fc.Arbitrary<string[]> = fc.letrec<{ map: string[] }>((tie) => ({
  map: fc
    .array(
      fc.oneof(
        fc.tuple(key, scalar).map(([name, value]) => [`${name}: ${value}`]),
        fc.tuple(key, fc.array(scalar, { minLength: 1, maxLength: 3 })).map(([name, items]) => [`${name}:`, ...items.map((item) => `  - ${item}`)]),
        fc.tuple(key, tie('map')).map(([name, inner]) => [`${name}:`, ...inner.map((line) => `  ${line}`)]),
        fc.tuple(key, tie('map')).map(([name, inner]) => [`${name}:`, ...inner.map((line, index) => `  ${index === 0 ? '- ' : '  '}${line}`)]),
        fc.constantFrom(['# comment'], ['']),
      ),
      { minLength: 1, maxLength: 4 },
    )
    .map((parts) => parts.flat()),
})).map;
/** Mostly a state file, now and then with something lost, doubled or shifted. */
const text = fc.tuple(lines, fc.option(fc.tuple(fc.nat(200), fc.constantFrom('', ' ', '  ', '\n', '-', ':', '"', '#', '&', 'a: b\n')))).map(([all, wound]) => {
  const whole = `${all.join('\n')}\n`;
  if (wound === null) return whole;
  const at = wound[0] % whole.length;
  return whole.slice(0, at) + wound[1] + whole.slice(at + 1);
});

describe('the quick way of reading state', () => {
  it('gives the mapping, in its order, that the parser gives, or leaves the text to the parser', () => {
    let same = 0;
    fc.assert(
      fc.property(text, (written) => {
        const [quick, parsed] = [readYamlMap(written, 'a.yaml'), parseYamlMap(written, 'a.yaml')];
        expect(quick).toStrictEqual(parsed);
        if (!quick.ok || !parsed.ok) return;
        expect(inOrder(quick.value)).toEqual(inOrder(parsed.value));
        same += 1;
      }),
      { numRuns: 10_000 },
    );
    expect(same).toBeGreaterThan(2000);
  });
});

function inOrder(value: unknown): unknown {
  if (value instanceof Map) return [...value].map(([name, inner]) => [name, inOrder(inner)]);
  return Array.isArray(value) ? value.map(inOrder) : value;
}
