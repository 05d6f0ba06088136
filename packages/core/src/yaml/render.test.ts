import fc from 'fast-check';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readYamlMap } from './plain.ts';
import { renderText, renderYamlFile } from './render.ts';
import { isAmbiguous, Plain, sameValue, type YamlMap, type YamlValue } from './value.ts';

const tricky = fc.constantFrom(
  ...['', '~', 'null', 'Null', 'true', 'no', 'y', 'on', '1.10', '3.20', '1e3', '0x10', '007', '0o7', '0b1', '1_000', '1:20', '.5', '5.', '+1', '-0', '.inf', '-.INF', '.nan'],
  ...[
    '2024-12-04',
    '2024-12-04T10:00:00Z',
    '<<',
    '=',
    '- a',
    '# a',
    'a: b',
    'a #b',
    'a:',
    ' a',
    'a ',
    '...',
    '---',
    '%a',
    '@a',
    '`a',
    '&a',
    '*a',
    '!a',
    '|',
    '>',
    '{a',
    '[a',
    "'a",
    '"a',
    '?',
    '? a',
    ':',
    ',',
    'a\nb',
    'a\r\nb',
    '\t',
    '\u0085',
    '\u2028',
    '\ufeff',
    '\u0000',
    '\ud800',
    '__proto__',
    '0123e45',
    '22-bookworm-slim',
    '^3\\.12-slim$',
  ],
);
const anyText = fc.oneof(tricky, fc.string({ unit: 'binary' }), fc.string());
const anyPlain = fc.constantFrom('null', 'true', '5', '3.20', '2024-12-04', '~', '0x1F').map((text) => new Plain(text));
const anyValue: fc.Arbitrary<YamlValue> = fc.letrec<{ value: YamlValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    anyText,
    anyPlain,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(fc.tuple(anyText, tie('value')), { maxLength: 3 }).map((entries) => new Map(entries)),
  ),
})).value;
const anyMap: fc.Arbitrary<YamlMap> = fc.array(fc.tuple(anyText, anyValue), { minLength: 1, maxLength: 6 }).map((entries) => new Map(entries));

function render(map: YamlMap): string {
  return renderYamlFile(map, ['A heading.'], [{ comment: 'A section.', keys: ['a', 'null'] }], 'The rest.');
}

describe('rendering and reading a state file', () => {
  it('reads back what it writes, value by value', () => {
    fc.assert(
      fc.property(anyMap, (map) => {
        const read = readYamlMap(render(map), 'state.yaml');
        expect(read.ok && sameValue(read.value, map)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('writes the same bytes again', () => {
    fc.assert(
      fc.property(anyMap, (map) => {
        const once = render(map);
        const read = readYamlMap(once, 'state.yaml');
        expect(read.ok && render(read.value)).toBe(once);
      }),
    );
  });

  it('stays text for readers with the core schema, and for YAML 1.1 readers (P11)', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const line = `key: ${renderText(text)}\n`;
        expect(load(line)).toEqual({ key: text });
        expect(parse(line)).toEqual({ key: text });
        expect(parse(line, { version: '1.1' })).toEqual({ key: text });
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['22-bookworm-slim', '22-bookworm-slim'],
    ['^22-bookworm-slim$', '^22-bookworm-slim$'],
    ['^3\\.12-slim$', '^3\\.12-slim$'],
    ['docker.io/library/node:22', 'docker.io/library/node:22'],
    ['7d', '7d'],
    ['3.20', '"3.20"'],
    ['1e3', '"1e3"'],
    ['0x10', '"0x10"'],
    ['007', '"007"'],
    ['null', '"null"'],
    ['2024-12-04T10:00:00Z', '"2024-12-04T10:00:00Z"'],
    ['', '""'],
  ])('writes %j as %s', (text, rendered) => {
    expect(renderText(text)).toBe(rendered);
  });
});

describe('reading a state file', () => {
  it('keeps an unquoted number, null or date by its spelling', () => {
    const read = readYamlMap('tag: 3.20\nversion: 0.6.5\ndigest: null\nwhen: 2024-12-04\n10: x\n', 'state.yaml');
    expect(read.ok && [...read.value]).toEqual([
      ['tag', new Plain('3.20')],
      ['version', '0.6.5'],
      ['digest', new Plain('null')],
      ['when', new Plain('2024-12-04')],
      ['10', 'x'],
    ]);
  });

  it.each([
    ['a list', '- a\n'],
    ['nothing', ''],
    ['a duplicate key', 'a: 1\na: 2\n'],
    ['merge markers', '<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> other\n'],
    ['an anchor', 'a: &x 1\n'],
    ['a tag', 'a: !!int 1\n'],
    ['a key that is a list', '? [a]\n: b\n'],
  ])('refuses %s with its place', (_, text) => {
    const read = readYamlMap(text, 'state/images/a.yaml');
    expect(read.ok ? undefined : read.error.source?.file).toBe('state/images/a.yaml');
  });

  it('knows what a reader would re-type', () => {
    expect(['null', '1.10', '1e3', '0x10', 'yes', '12:30'].filter((text) => !isAmbiguous(text))).toEqual([]);
    expect(['node', '22-slim', '0.6.5', 'v1', 'nul', 'yesterday', 'sha256:1'].filter(isAmbiguous)).toEqual([]);
  });
});
