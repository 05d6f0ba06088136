import fc from 'fast-check';
import { expect, it } from 'vitest';
import { anyImageName, anyReference, anyYamlScalarText } from './arbitraries.ts';

it('image names follow the grammar', () => {
  fc.assert(
    fc.property(anyImageName, (name) => {
      expect(name).toMatch(/^[a-z0-9](?:[a-z0-9-]{0,50}[a-z0-9])?$/);
      expect(name.startsWith('base-')).toBe(false);
    }),
    { numRuns: 1000 },
  );
});

it('references have a lower-case path, and a tag and digest of the grammar', () => {
  const grammar = /^(?:[A-Za-z0-9.-]+(?::\d+)?\/|\[[0-9a-f:]+\](?::\d+)?\/)?[a-z0-9]+(?:(?:[._]|__|-+|\/)[a-z0-9]+)*(?::\w[\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$/;
  fc.assert(
    fc.property(anyReference, (reference) => {
      expect(reference).toMatch(grammar);
    }),
    { numRuns: 1000 },
  );
});

it('scalar texts are well-formed, and of many kinds', () => {
  const texts = fc.sample(anyYamlScalarText, 5000);
  expect(texts.filter((text) => !text.isWellFormed())).toEqual([]);
  for (const kind of [/^$/, /^\d+$/, /^null$/, /^\d{4}-\d\d-\d\d/, /\n/, /^ /, /: /, /#/, /\p{Cc}/u, /[^\0-\uffff]/u]) {
    expect(texts.some((text) => kind.test(text))).toBe(true);
  }
});
