import fc from 'fast-check';
import { anyYamlScalarText, readKubernetesYaml } from '@image-factory/testkit';
import { describe, expect, it } from 'vitest';
import { renderDocument, renderStream } from './yaml.ts';

describe('renderDocument', () => {
  it('writes what a thing is first and the rest by the alphabet', () => {
    const object = { spec: { steps: [{ config: { b: 1, a: true }, as: 'x', uses: 'http' }], empty: [], none: {} }, metadata: { namespace: 'space', name: 'a' }, kind: 'Stage', apiVersion: 'v1' };
    expect(renderDocument(object)).toBe(
      `apiVersion: v1
kind: Stage
metadata:
  name: a
  namespace: space
spec:
  empty: []
  none: {}
  steps:
  - uses: http
    as: x
    config:
      a: true
      b: 1
`,
    );
  });

  it('keeps text of several lines readable', () => {
    expect(renderDocument({ body: "${% quote({\n  'a': 1\n}) %}", open: 'one\n\ntwo\n' })).toBe("body: |-\n  ${% quote({\n    'a': 1\n  }) %}\nopen: |\n  one\n\n  two\n");
  });

  it('writes expressions without escapes', () => {
    expect(renderDocument({ value: '${{ imageFrom("a/b").Tag }}' })).toBe(`value: '\${{ imageFrom("a/b").Tag }}'\n`);
  });

  it.each(['1.10', '1e3', '0x10', '0o10', '012', 'null', '~', 'yes', 'No', 'on', 'true', '2026-11-21', '1:30', '.inf', '1_000', '=', '<<', '-', ''])('P11: %o stays text', (tag) => {
    const text = renderDocument({ constraint: tag, tags: [tag], nested: [[tag]] });
    expect(text).toBe(`constraint: "${tag}"\nnested:\n- - "${tag}"\ntags:\n- "${tag}"\n`);
    expect(readKubernetesYaml(text)).toEqual([{ constraint: tag, tags: [tag], nested: [[tag]] }]);
  });

  it('is read back as what was written, whatever the text', () => {
    const text = fc.oneof(
      anyYamlScalarText,
      fc.array(anyYamlScalarText, { minLength: 2, maxLength: 4 }).map((lines) => lines.join('\n')),
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        text,
        fc.integer(),
        fc.boolean(),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(fc.stringMatching(/^[a-z][a-zA-Z0-9./-]{0,9}$/), tie('tree'), { maxKeys: 3, noNullPrototype: true }),
      ),
    }));
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('a', 'b', 'yes', '1.10', 'null', 'x/y'), tree, { minKeys: 1, noNullPrototype: true }), (object) => {
        expect(readKubernetesYaml(renderDocument(object))).toEqual([object]);
      }),
      { numRuns: 500 },
    );
  });
});

it('separates the documents of a stream', () => {
  expect(renderStream([{ a: 'one' }, { b: 'two' }])).toBe('a: one\n---\nb: two\n');
});

it('begins a stream with a line of its own', () => {
  expect(renderStream([{ a: 'one' }, { b: 'two' }], '# made')).toBe('# made\na: one\n---\nb: two\n');
  expect(renderStream([], '# made')).toBe('# made\n');
});

it('keeps mappings apart whose keys look alike when they are put together', () => {
  const alike = [{ a: 1, b: 2 }, { 'a\nb': 1 }, { b: 2, a: 1 }, {}, { '': 1 }, { 'a\nb': 1, c: 2 }, { a: 1, 'b\nc': 2 }];
  for (const objects of [alike, alike.toReversed()]) {
    for (const object of objects) expect(readKubernetesYaml(renderDocument({ in: object }))).toEqual([{ in: object }]);
  }
});
