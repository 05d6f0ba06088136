import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { parseEditable, type EditableDocument } from './editable.ts';
import { editableValues, isEditableList, isEditableMap, type EditableValue, type YamlPath } from './editable-value.ts';
import { parse } from './parsed.ts';
import { prescan } from './prescan.ts';
import { readSimple } from './simple.ts';

function read(text: string): EditableDocument {
  const { value, problems } = parseEditable(text, 'images.yaml');
  if (value === undefined) throw new Error(problems.map(({ message }) => message).join());
  return value;
}

function problemsOf(text: string): string[] {
  return parseEditable(text, 'images.yaml').problems.map(({ code, message, source }) => {
    const { line, column } = source?.range?.start ?? { line: 0, column: 0 };
    return `${code} ${line}:${column} ${message}`;
  });
}

describe('values', () => {
  it.each([
    ['3.20', '3.20'],
    ['1e3', '1e3'],
    ['0x10', '0x10'],
    ['007', '007'],
    ['0o17', '0o17'],
    ['-0', '-0'],
    ['1.0', '1.0'],
    ['.5', '.5'],
    ['12345678901234567890', '12345678901234567890'],
    ['null', 'null'],
    ['~', '~'],
    ['True', 'True'],
    ['yes', 'yes'],
    ['2026-12-01', '2026-12-01'],
    ['"true"', 'true'],
    ["'42'", '42'],
    ['"a\\tb"', 'a\tb'],
    ["'it''s'", "it's"],
    ['true', true],
    ['false', false],
    ['0', 0],
    ['42', 42],
    ['-7', -7],
    ['', null],
    ['|\n  a\n  b\n', 'a\nb\n'],
    ['>-\n  a\n  b\n', 'a b'],
    ['a\n  b', 'a b'],
    ['http://a.b/c#d', 'http://a.b/c#d'],
    ['[a, 1, "b", []]', ['a', 1, 'b', []]],
    ['{a: 1, b: }', { a: 1, b: null }],
  ] as const)('%j is %j', (written, value) => {
    expect(read(`key: ${written}\n`).value).toEqual({ key: value });
  });

  it('turns every boolean and number back into what the file says', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[-+.0-9a-fx_]{1,12}$/), (written) => {
        const { value } = parseEditable(`[${written}]`, 'a.yaml');
        const [item] = isEditableList(value?.value) ? value.value : [];
        if (typeof item === 'number' || typeof item === 'boolean') expect(String(item)).toBe(written);
      }),
      { numRuns: 2000 },
    );
  });

  it('has no properties but its keys', () => {
    const { value } = read('a: 1\n');
    expect(isEditableMap(value) && [value['toString'], value['constructor'], value['__proto__']]).toEqual([undefined, undefined, undefined]);
  });

  it('is null for a file without content', () => {
    expect(['', '# only this\n', '---\n'].map((text) => read(text).value)).toEqual([null, null, null]);
  });
});

describe('keys that make a part unusable', () => {
  it.each([
    { story: 'a second time', text: 'a: 1\nb: 2\na: 3\n', problem: 'yaml/duplicate-key 3:1 `a` is here a second time; it is first on line 1, column 1.', value: { a: 1, b: 2 }, path: ['a'] },
    {
      story: 'a second time, in brackets',
      text: '- {k: 1, k: 2}\n',
      problem: 'yaml/duplicate-key 1:10 `k` is here a second time; it is first on line 1, column 4.',
      value: [{ k: 1 }],
      path: [0, 'k'],
    },
    { story: 'a second time, in quotes', text: 'a: 1\n"a": 2\n', problem: 'yaml/duplicate-key 2:1 `a` is here a second time; it is first on line 1, column 1.', value: { a: 1 }, path: ['a'] },
    { story: 'a name of JavaScript', text: 'x:\n  __proto__: {a: 1}\n', problem: 'yaml/forbidden-key 2:3 `__proto__` can not be used as a key.', value: { x: {} }, path: ['x', '__proto__'] },
    { story: 'another one', text: 'constructor: 1\nb: 2\n', problem: 'yaml/forbidden-key 1:1 `constructor` can not be used as a key.', value: { b: 2 }, path: ['constructor'] },
    { story: 'and another one', text: '- prototype: 1\n', problem: 'yaml/forbidden-key 1:3 `prototype` can not be used as a key.', value: [{}], path: [0, 'prototype'] },
    { story: 'a mapping, as templates in braces are', text: 'a: {{ x }}\n', problem: 'yaml/forbidden-key 1:5 A list or mapping can not be used as a key.', value: { a: {} }, path: ['a', ''] },
  ])('$story', ({ text, problem, value, path }) => {
    expect(problemsOf(text)).toEqual([problem]);
    expect(read(text)).toMatchObject({ value, flaws: [{ path }] });
  });

  it('takes 30,000 keys, and finds the one that is there twice', () => {
    const text = Array.from({ length: 30_000 }, (_, index) => `k${index}: 1\n`).join('');
    expect(parseEditable(`${text}k7: 2\n`, 'images.yaml', 'images').problems).toMatchObject([{ code: 'yaml/duplicate-key', source: { range: { start: { line: 30_001 } } } }]);
  });
});

describe('text that is not YAML', () => {
  it.each([
    { story: 'a tab as indent', text: 'a:\n\tb: c\n', problem: '2:1 A tab is used', hint: 'spaces' },
    { story: 'a tab behind spaces', text: 'a:\n  b: c\n \td: e\n', problem: '3:2 A tab is used', hint: 'spaces' },
    { story: 'no space behind the colon, first line', text: 'name:shop\nregistry: ghcr.io\n', problem: '1:5 There is no space after the colon', hint: 'key: value' },
    { story: 'no space behind the colon, later', text: 'name: shop\nregistry:ghcr.io\n', problem: '2:9 There is no space after the colon', hint: 'key: value' },
    { story: 'no space behind the colon in an item', text: '- name:shop\n  registry: ghcr.io\n', problem: '1:7 There is no space after the colon', hint: 'key: value' },
    { story: 'no colon', text: '- name shop\n  registry: ghcr.io\n', problem: '1:3 There is no colon', hint: 'key: value' },
    { story: 'no colon between others', text: 'a: b\nbranch\nc: d\n', problem: '2:1 There is no colon', hint: 'key: value' },
    { story: 'a quote that is not closed', text: 'a: "b\nc: d\n', problem: '1:4 The quote that opens here', hint: 'Put another `"`' },
    { story: 'a bracket that is not closed', text: 'a: [b, c\nd: e\n', problem: '1:4 The bracket that opens here', hint: 'Close it with `]`' },
    { story: 'a brace that is not closed', text: 'a: {b: c\n', problem: '1:4 The bracket that opens here', hint: 'Close it with `}`' },
    { story: 'an @ in front', text: 'owner: @acme\n', problem: '1:8 A value can not start', hint: 'quotes' },
    { story: 'a backtick in front', text: 'a: `b`\n', problem: '1:4 A value can not start', hint: 'quotes' },
    { story: 'a percent sign in front', text: 'a: %b\n', problem: '1:4 A value can not start', hint: 'quotes' },
    { story: 'a colon in a text', text: 'description: Note: old\n', problem: '1:14 The value holds a colon', hint: 'quotes' },
    { story: 'text behind a quote', text: 'a: "b" c\n', problem: '1:8 There is more text behind', hint: 'whole value' },
    { story: 'a quote within quotes', text: "a: 'it's'\n", problem: '1:8 There is more text behind', hint: 'twice' },
    { story: 'an escape that is none', text: 'allowTags: "^\\d+$"\n', problem: '1:14 A backslash', hint: 'single quotes' },
    { story: 'a list behind its key', text: 'a: - b\n', problem: '1:4 A list can not begin', hint: 'line of its own' },
    { story: 'items beside keys', text: 'a: b\n- c\n', problem: '2:1 List items and keys', hint: 'indent' },
    { story: 'keys beside items', text: '- a: b\nc: d\n', problem: '2:1 List items and keys', hint: 'indented below' },
    { story: 'too far to the right', text: '- name: x\n   a: b\n', problem: '2:4 The indent of this line', hint: 'same column' },
    { story: 'too far to the left', text: '- name: x\n  a: b\n c: d\n', problem: '3:2 The indent of this line', hint: 'same column' },
    { story: 'text behind a bar', text: 'a: |x\n', problem: '1:4 Text behind `|`', hint: 'next line' },
    { story: 'two commas', text: 'a: [1,,2]\n', problem: '1:7 There is nothing between', hint: 'Remove' },
    { story: 'a merge conflict', text: '- name: a\n<<<<<<< HEAD\n- name: b\n=======\n- name: c\n>>>>>>> other\n', problem: '2:1 A merge conflict', hint: 'Keep one' },
    { story: 'something else', text: 'a: [b, ? c\n]: d\n', problem: '', hint: '' },
  ])('$story', ({ text, problem, hint }) => {
    const { value, problems } = parseEditable(text, 'images.yaml');
    expect(value).toBeUndefined();
    expect(problemsOf(text)[0]).toContain(`yaml/syntax ${problem}`);
    expect(problems[0]?.hint).toContain(hint);
  });
});

describe('places', () => {
  const text = '- name: x # c\n  a: [1, {b: 3.20}]\n-\n-   # empty too\n- t: |\n    foo\n    bar\n  e:\n  "q": "z w"\n  deep:\n    er: 1\n';
  const document = read(text);

  it.each([
    { story: 'a value', path: [0, 'name'], at: '1:9-1:10' },
    { story: 'an item', path: [0], at: '1:3-1:14' },
    { story: 'a list', path: [0, 'a'], at: '2:6-2:20' },
    { story: 'an item in brackets', path: [0, 'a', 0], at: '2:7-2:8' },
    { story: 'a value in braces', path: [0, 'a', 1, 'b'], at: '2:14-2:18' },
    { story: 'an empty item: its dash', path: [1], at: '3:1-3:2' },
    { story: 'the next empty item', path: [2], at: '4:1-4:2' },
    { story: 'a block text: its first line', path: [3, 't'], at: '6:5-6:8' },
    { story: 'a key without a value: the key', path: [3, 'e'], at: '8:3-8:4' },
    { story: 'a value in quotes', path: [3, 'q'], at: '9:8-9:13' },
    { story: 'a missing key: its parent', path: [3, 'deep', 'nope'], at: '11:5-11:10' },
    { story: 'a missing key of an item', path: [0, 'nope'], at: '1:3-1:14' },
    { story: 'below a scalar: the scalar', path: [0, 'name', 'x', 1], at: '1:9-1:10' },
    { story: 'a missing item: its list', path: [9], at: '1:1-1:14' },
    { story: 'the whole', path: [], at: '1:1-1:14' },
  ])('$story', ({ path, at }) => {
    expect(show(document.locate(path))).toBe(at);
  });

  it.each([
    { path: [0, 'name'], at: '1:3-1:7' },
    { path: [3, 'q'], at: '9:3-9:6' },
    { path: [3, 'deep', 'er'], at: '11:5-11:7' },
    { path: [3, 'deep', 'nope'], at: '11:5-11:10' },
  ])('the key at $path', ({ path, at }) => {
    expect(show(document.locate(path, { key: true }))).toBe(at);
  });

  it('counts no column for a byte-order mark, and lines as editors do', () => {
    expect(show(read('\ufeffa: b\r\nc: d\r\n').locate(['a']))).toBe('1:4-1:5');
    expect(show(read('\ufeffa: b\r\nc: d\r\n').locate(['c']))).toBe('2:4-2:5');
  });

  function show({ start, end }: ReturnType<EditableDocument['locate']>): string {
    return `${start.line}:${start.column}-${end.line}:${end.column}`;
  }
});

const word = fc.constantFrom('a', 'key', '3.20', 'true', '""', '"x y"', "'z'", 'a/b', 'x#y', 'u: v', 'é', '# c', '[a, b]', '{k: v}', '[]', '|\n      text', 'a\n      b', '');
const simpleText = fc
  .letrec<{ block: string[] }>((tie) => ({
    block: fc.oneof(
      { maxDepth: 3 },
      word.map((text) => [text]),
      fc
        .array(fc.tuple(fc.constantFrom('a', 'b', 'name', 'x-y', '10'), tie('block')), { minLength: 1, maxLength: 3 })
        .map((entries) => entries.flatMap(([key, [first = '', ...rest]]) => (rest.length === 0 ? [`${key}: ${first}`] : [`${key}:`, ...[first, ...rest].map((line) => `  ${line}`)]))),
      fc.array(tie('block'), { minLength: 1, maxLength: 3 }).map((items) => items.flatMap(([first = '', ...rest]) => [`- ${first}`, ...rest.map((line) => `  ${line}`)])),
    ),
  }))
  .block.map((lines) => `${lines.join('\n')}\n`);
const piece = fc.constantFrom(
  ...['a', 'b', 'foo', 'key', '1', 'true', '~', '3.20', ' ', '  ', '\n', '\n  ', '\n    ', '\n- ', '- ', ': ', ':', '"', "'", '[', ']', '{', '}', ', ', ',', '#', ' # c', '\n# c\n', '"x y"', "'z'"],
  ...[
    '[a, b]',
    '{a: b, c: "d"}',
    '[]',
    '{}',
    '\n\n',
    '-',
    '.',
    '/',
    '\\',
    '=',
    'key: ',
    '\nkey: ',
    '\n  key: ',
    '- key: ',
    '\n- key: ',
    '\n  - ',
    'é',
    '---\n',
    '...',
    '&x',
    '*x',
    '!t',
    '|',
    '>',
    '%',
    '? ',
  ],
);
const soup = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));

describe('the quick way of reading', () => {
  it('gives what the parser gives, or no answer', () => {
    let answers = 0;
    fc.assert(
      fc.property(fc.oneof(simpleText, soup), (text) => {
        const simple = readSimple(text, editableValues);
        if (simple === undefined) return;
        answers += 1;
        expect(prescan(text, { file: 'a', kind: 'other' })).toBeUndefined();
        const { value, marks, flaws } = parse(text);
        expect({ value: simple.value, marks: simple.marks, flaws: [] }).toEqual({ value, marks, flaws });
      }),
      { numRuns: 20_000 },
    );
    expect(answers).toBeGreaterThan(1000);
  });

  it('does it for the everyday file', () => {
    expect(readSimple('# c\n\n- name: a  # x\n  source:\n    platforms: [linux/amd64, linux/arm64]\n    args: {A: "1", B: x/y:1}\n  tags:\n  - a\n  - "3.20"\n', editableValues)).toBeDefined();
  });
});

describe('compared with another parser', () => {
  it('has the same texts in the same places', () => {
    fc.assert(
      fc.property(simpleText, (text) => {
        const lines = new LineCounter();
        const other = parseDocument(text, { uniqueKeys: false, logLevel: 'silent', lineCounter: lines, schema: 'failsafe' });
        const { value: document, problems } = parseEditable(text, 'a.yaml');
        if (document === undefined || problems.length > 0 || other.errors.length > 0) return;
        compare(document.value, other.contents, [], document, lines, text);
      }),
      { numRuns: 3000 },
    );
  });

  function compare(value: EditableValue, node: unknown, path: YamlPath, document: EditableDocument, lines: LineCounter, text: string): void {
    if (isMap(node)) {
      for (const { key, value: inner } of node.items) {
        const name = isScalar(key) ? String(key.value) : '';
        compare(isEditableMap(value) ? (value[name] ?? null) : null, inner, [...path, name], document, lines, text);
      }
    } else if (isSeq(node)) {
      node.items.forEach((item, index) => compare(isEditableList(value) ? (value[index] ?? null) : null, item, [...path, index], document, lines, text));
    } else if (isScalar(node) && node.range) {
      expect(value === null ? '' : String(value)).toBe(String(node.value ?? ''));
      const [start] = node.range;
      if (node.source === '' || text.charAt(start) === '|') return;
      expect(document.locate(path).start).toEqual({ line: lines.linePos(start).line, column: lines.linePos(start).col });
    }
  }
});

describe('any text', () => {
  it('is read or refused, and every place can be asked for', () => {
    const path = fc.array(fc.oneof(fc.nat({ max: 3 }), fc.constantFrom('a', 'key', 'toString', '__proto__')), { maxLength: 4 });
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 80 }), soup), path, (text, at) => {
        const { value, problems } = parseEditable(text, 'a.yaml');
        expect(value !== undefined || problems.length > 0).toBe(true);
        const { start, end } = value?.locate(at) ?? { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };
        expect(start.line).toBeGreaterThanOrEqual(1);
        expect(start.column).toBeGreaterThanOrEqual(1);
        expect(end.line * 1e6 + end.column).toBeGreaterThanOrEqual(start.line * 1e6 + start.column);
      }),
      { numRuns: 5000 },
    );
  });
});
