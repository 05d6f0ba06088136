import fc from 'fast-check';
import { parseEvents } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { isAlias, isCollection, isNode, isPair, parseDocument, visit } from 'yaml';
import { prescan } from './prescan.ts';

function found(text: string): string {
  const problem = prescan(text, { file: 'images.yaml', kind: 'images' });
  const at = problem?.source?.range?.start;
  return problem === undefined ? 'nothing' : `${problem.code} ${at?.line}:${at?.column}`;
}

describe('what is refused before anything is parsed', () => {
  it.each([
    { story: 'an anchor', text: '- &x a', place: '1:3' },
    { story: 'an anchor on a mapping', text: 'a: &x\n  b: 1', place: '1:4' },
    { story: 'an alias', text: 'a: 1\nkey: *x', place: '2:6' },
    { story: 'an alias as a key', text: '*x : 1', place: '1:1' },
    { story: 'a tag', text: 'a: !!int 1', place: '1:4' },
    { story: 'a tag with a long name', text: '- !<tag:example.com,2026:x> a', place: '1:3' },
    { story: 'an alias in a flow list', text: 'a: [b, *c]', place: '1:8' },
    { story: 'an anchor in a flow mapping', text: '{a: &b c}', place: '1:5' },
    { story: 'an alias right behind a quoted key', text: '{"a":*b}', place: '1:6' },
    { story: 'an alias behind a quoted key and a line end', text: '{"a"\n:*b}', place: '2:2' },
    { story: 'an alias behind a comment that ends a text', text: 'a: foo # x\n  *y', place: '2:3' },
    { story: 'an alias behind a block text', text: 'a: |\n  &x\nb: *y', place: '3:4' },
    { story: 'an alias in the same column as a list', text: 'a:\n- *x', place: '2:3' },
    { story: 'an anchor behind an explicit key', text: '? &a b\n: c', place: '1:3' },
    { story: 'a second document', text: 'a: b\n---\nc: d', place: '2:1' },
    { story: 'text behind the end of the document', text: 'a: b\n...\nc: d', place: '3:1' },
    { story: 'a directive', text: '%YAML 1.2\n---\na: b', place: '1:1' },
    { story: 'an anchor behind a document mark that is indented', text: ' ---\t&x', place: '1:6' },
    { story: 'a document mark within a bracket', text: 'a: [\n---\n]', place: '2:1' },
  ])('$story', ({ text, place }) => {
    expect(found(text)).toBe(`yaml/forbidden-feature ${place}`);
  });

  it.each([
    { story: 'a quote that is not closed', text: 'a: "b\nc: d\n', place: '1:4' },
    { story: 'a single quote that is not closed', text: "- a: 'b\n- c\n", place: '1:6' },
    { story: 'a bracket that is not closed', text: 'a: [b\nc: d\n', place: '1:4' },
    { story: 'a NUL', text: 'a: \u0000', place: '1:4' },
    { story: 'an escape character in a comment', text: 'a: b\n# \u001b[31m', place: '2:3' },
    { story: 'a carriage return alone', text: 'a: b\rc: d', place: '1:5' },
    { story: 'a byte-order mark within', text: 'a: \ufeffb', place: '1:4' },
  ])('$story', ({ text, place }) => {
    expect(found(text)).toBe(`yaml/syntax ${place}`);
  });
});

describe('what is let through', () => {
  it.each([
    ['signs in the middle of texts', 'a: b &c *d !e\nf: x&y\n- g'],
    ['signs in quotes', "a: \"&x\"\nb: '*y'\nc: \"\\\"*z\"\nd: 'it''s *z'"],
    ['signs in comments', '# &x\na: b # *y\n  # !z\n'],
    ['signs in block texts', 'a: |\n  &x\n\n    *y\n  !z\nb: >-\n  *z\n'],
    ['signs in a block text with a given indent', 'a: |1\n  *x\n *y\n'],
    ['a text that goes on with a sign', 'a: one\n  *two* &three\n'],
    ['a quoted text over lines', 'a: "one\n\n  *two"\nb: c\n'],
    ['one document mark at the start', '# c\n---\na: b\n...\n# d\n'],
    ['Windows line ends', 'a:\r\n- b\r\n- "c\r\n  d"\r\n'],
    ['tabs between words', 'a:\tb\t# c\n'],
    ['a byte-order mark at the start', '\ufeffa: b\n'],
    ['nothing', ''],
    ['32 levels in brackets', `${'['.repeat(32)}${']'.repeat(32)}`],
    ['32 levels of lists', `${'- '.repeat(32)}x`],
    ['32 levels of mappings', Array.from({ length: 32 }, (_, depth) => `${'  '.repeat(depth)}a:`).join('\n')],
    ['many pairs side by side', `[${'a: b, '.repeat(100)}c]`],
  ])('%s', (_, text) => {
    expect(found(text)).toBe('nothing');
  });

  it.each([
    ['33 levels in brackets', '['.repeat(33), '1:33'],
    ['33 levels of lists', `${'- '.repeat(33)}x`, '1:65'],
    ['33 levels of mappings', Array.from({ length: 33 }, (_, depth) => `${'  '.repeat(depth)}a:`).join('\n'), '33:65'],
    ['17 lists with a pair in each', '[a: '.repeat(17), '1:65'],
    ['5,000 levels in brackets', '['.repeat(5000), '1:33'],
    ['5,000 levels of braces', '{a: '.repeat(5000), '1:129'],
    ['5,000 levels of lists', '- '.repeat(5000), '1:65'],
    ['5,000 explicit keys', '? '.repeat(5000), '1:65'],
  ])('not %s', (_, text, place) => {
    expect(found(text)).toBe(`yaml/too-deep ${place}`);
  });
});

describe('the size of a file', () => {
  it.each([
    { kind: 'images', most: 8 * 1024 * 1024 },
    { kind: 'state', most: 1024 * 1024 },
    { kind: 'other', most: 256 * 1024 },
  ] as const)('$kind: $most bytes', ({ kind, most }) => {
    const text = `# ${'x'.repeat(most - 2)}`;
    expect(prescan(text, { file: 'a', kind })).toBeUndefined();
    expect(prescan(`${text}x`, { file: 'a', kind })).toMatchObject({ code: 'yaml/too-large' });
    expect(prescan(`${text.slice(0, -2)}é`, { file: 'a', kind })).toBeUndefined();
    expect(prescan(`${text.slice(0, -1)}é`, { file: 'a', kind })).toMatchObject({ code: 'yaml/too-large' });
    expect(prescan(`${text.slice(0, -3)}🚀`, { file: 'a', kind })).toMatchObject({ code: 'yaml/too-large' });
  });

  it('refuses 10 MiB without looking at them', () => {
    expect(found('- name: &x a\n'.repeat(850_000))).toContain('yaml/too-large');
  });

  it('refuses an alias bomb by its first anchor', () => {
    const bomb = ['a: &a [x, x]', ...Array.from('bcdefghij', (name, index) => `${name}: &${name} [*${'abcdefghi'[index]}, *${'abcdefghi'[index]}]`)].join('\n');
    expect(found(bomb)).toBe('yaml/forbidden-feature 1:4');
  });
});

const piece = fc.constantFrom(
  ...['a', 'key', '1', ' ', '  ', '\n', '\n  ', '\n    ', '\n- ', '- ', '? ', ': ', ':', '"', "'", '[', ']', '{', '}', ',', '&x', '*x', '!t', '!', '&', '*', '#', ' # c'],
  ...['|', '>', '|\n', '>-\n', '|2\n', '|+\n', '\\', '\\"', "''", '---', '\n---\n', '...', '\n...\n', '%', '\t', '\r\n', '\n\n', '-', '@', '`', '<<: ', 'key: ', '\nkey: ', '\n  key: ', '- key: '],
);
const soup = fc.array(piece, { maxLength: 16 }).map((pieces) => pieces.join(''));

describe('what the parsers say about a text that was let through', () => {
  const passing = soup.filter((text) => prescan(text, { file: 'a', kind: 'other' }) === undefined);

  it('has no anchor, alias, tag or second document for js-yaml', () => {
    fc.assert(
      fc.property(passing, (text) => {
        const events = eventsOf(text);
        expect(events.filter((event) => event.type === 5 || ('anchorStart' in event && (event.anchorStart >= 0 || event.tagStart >= 0)))).toEqual([]);
        expect(events.filter(({ type }) => type === 1).length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 20_000 },
    );
  });

  it('has no anchor, alias or tag for yaml', () => {
    fc.assert(
      fc.property(passing, (text) => {
        const document = parseDocument(text, { uniqueKeys: false, logLevel: 'silent', schema: 'failsafe' });
        if (document.errors.length > 0) return;
        visit(document, (_, node) => {
          expect(isAlias(node)).toBe(false);
          if (isNode(node) && !isAlias(node)) expect([node.anchor, (node.tag ?? '').replace(/^tag:yaml.org,2002:(?:str|map|seq)$/, '')]).toEqual([undefined, '']);
        });
      }),
      { numRuns: 10_000 },
    );
  });

  it('is at most 32 levels deep for yaml', () => {
    const opener = fc.constantFrom('[', '{a: ', '[a: ', '- ', '? ', 'a:\n', '"b" : ', '[{? ');
    const closer = fc.constantFrom('', ']', '}', 'x', '\n', ', ');
    fc.assert(
      fc.property(fc.array(fc.tuple(opener, closer, fc.nat({ max: 4 })), { minLength: 10, maxLength: 60 }), (parts) => {
        const text = parts.map(([open, close, indent], index) => (open === 'a:\n' ? `${open}${' '.repeat(index * 2 + indent)}` : open + close)).join('');
        if (prescan(text, { file: 'a', kind: 'other' }) !== undefined) return;
        const document = parseDocument(text, { uniqueKeys: false, logLevel: 'silent' });
        if (document.errors.length === 0) expect(depthOf(document.contents)).toBeLessThanOrEqual(32);
      }),
      { numRuns: 3000 },
    );
  });
});

function eventsOf(text: string): ReturnType<typeof parseEvents> {
  try {
    return parseEvents(text, { maxDepth: 1000 });
  } catch {
    return [];
  }
}

function depthOf(node: unknown): number {
  if (isPair(node)) return Math.max(depthOf(node.key), depthOf(node.value));
  return isCollection(node) ? 1 + Math.max(0, ...node.items.map(depthOf)) : 0;
}

describe('any text', () => {
  it('gives an answer', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), soup), (text) => void prescan(text, { file: 'a', kind: 'images' })),
      { numRuns: 3000 },
    );
  });
});
