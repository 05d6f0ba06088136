import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Node } from './node.ts';
import { readDocument } from './read-document.ts';

/** As another parser would give it with all scalars as texts. */
function plainly(node: Node | undefined): unknown {
  if (node?.kind === 'list') return node.items.map(plainly);
  if (node?.kind === 'map') return Object.fromEntries([...node.entries].map(([key, { value }]) => [key, plainly(value)]));
  return node?.text;
}

const scalar = fc.constantFrom('a', '"3.20"', '3.20', "'it''s'", '', '{}', '[a, b]', '{k: v}', '*x', '*y', '|\n      two\n      lines', 'null');
const line = fc.tuple(fc.constantFrom('a', 'b', 'c', '"d e"'), scalar);
const file = fc.array(line, { minLength: 1, maxLength: 4 }).map((lines) => {
  const own = new Map(lines.map(([key, value]) => [key, value]));
  const body = [...own].map(([key, value]) => `    ${key}: ${value}\n`).join('');
  return `x: &x {p: 1, q: "2"}\ny: &y\n  <<: *x\n  q: own\nboth: {<<: [*y, *x], r: 3}\nz:\n  inner:\n    <<: *y\n${body}  list:\n  - *x\n  - one\n`;
});

describe('a file with anchors, aliases and merge keys', () => {
  it('says to another parser what it says here', () => {
    fc.assert(
      fc.property(file, (text) => {
        const { value, problems } = readDocument(text, 'f', { mergeKeys: true });
        expect(problems).toEqual([]);
        expect(plainly(value)).toEqual(parse(text, { merge: true, schema: 'failsafe' }));
      }),
      { numRuns: 500 },
    );
  });

  it('places each value on its line, block texts on the line of their sign', () => {
    const text = 'a: |\n  x\n\nb:\n- &one 1\n- *one\nc: >-\n\n  folded\nd:\n';
    const { value } = readDocument(text, 'f', { mergeKeys: false });
    const lines = value?.kind === 'map' ? [...value.entries.values()].map((entry) => [entry.line, entry.value.line]) : [];
    expect(lines).toEqual([
      [1, 1],
      [4, 5],
      [7, 7],
      [10, 10],
    ]);
  });

  it('shares what aliases stand for', () => {
    const { value } = readDocument('a: &a [x]\nb: *a\n', 'f', { mergeKeys: false });
    const [a, b] = value?.kind === 'map' ? [...value.entries.values()] : [];
    expect(a?.value).toBe(b?.value);
  });

  it.each([
    { story: 'a merge key where none is taken', text: 'a: &a {}\nb:\n  <<: *a\n', line: 3, code: 'yaml/forbidden-feature' },
    { story: 'a list as a key', text: '? [a]\n: b\n', line: 1, code: 'yaml/forbidden-key' },
    { story: 'an unclosed quote', text: 'a: b\nc: "d\n', line: 2, code: 'yaml/syntax' },
    { story: 'brackets without end', text: '['.repeat(1000), line: 1, code: 'yaml/too-deep' },
  ])('refuses $story', ({ text, line, code }) => {
    const [problem] = readDocument(text, 'f', { mergeKeys: false }).problems;
    expect({ code: problem?.code, line: problem?.source?.range?.start.line }).toEqual({ code, line });
  });
});
