import { anyReference } from '@image-factory/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  baseKey,
  compareReferences,
  familiarReference,
  formatReference,
  identityOf,
  parseBaseKey,
  parseDigest,
  parseDomain,
  parseReference,
  parseRepository,
  parseRepositoryPath,
  parseTag,
  sameReference,
  withDefaultTag,
  type ImageReference,
} from './index.ts';

const hosts = fc.constantFrom('docker.io', 'index.docker.io', 'ghcr.io', 'localhost', 'acme', 'Acme', 'registry:5000', '[::1]:5000', 'a-b.c', 'docker.io:443');
const component = fc.oneof(fc.constantFrom('library', 'localhost', 'quay.io', 'index.docker.io', 'docker.io', 'acme', 'a'.repeat(64), 'a-b', 'a__b'), fc.stringMatching(/^[a-z0-9]{1,9}$/));
const suffix = fc.constantFrom('', ':22', ':5000', `:${'f'.repeat(64)}`, `@sha256:${'0'.repeat(64)}`, `:v1@sha512:${'f'.repeat(128)}`);

/** Put together from its fields, so that every combination that they allow occurs, whether or not somebody would write it. */
const composed = fc
  .tuple(hosts, fc.array(component, { minLength: 1, maxLength: 3 }), suffix)
  .map(([host, path, end]) => ({ repository: parseRepository(host, path.join('/')), end: parseReference(`x${end}`) }))
  .filter(({ repository, end }) => repository.ok && end.ok)
  .map(({ repository, end }): ImageReference => {
    if (!repository.ok || !end.ok) throw new Error('filtered');
    return { ...end.value, ...repository.value };
  });
const written = anyReference
  .map((text) => parseReference(text))
  .filter((parsed) => parsed.ok)
  .map(({ value }) => value);
const reference = fc.oneof(composed, written);

const parsers = { parseReference, parseDomain, parseRepositoryPath, parseTag, parseDigest, parseBaseKey, parseRepository: (text: string) => parseRepository(text, text) };
const nearly = fc.string({ unit: fc.constantFrom(...'aA0._-:/@[]% ', '//', 'sha256:', 'a'.repeat(64), '\n', 'é', '\ud800'), maxLength: 40 });

describe('for all references', () => {
  it('P5: parsing what was written gives the same reference', () => {
    fc.assert(
      fc.property(reference, (image) => {
        expect(parseReference(formatReference(image))).toEqual({ ok: true, value: image });
        expect(parseReference(familiarReference(image))).toEqual({ ok: true, value: image });
      }),
      { numRuns: 2000 },
    );
  });

  it('the canonical text is the same however a reference was written', () => {
    fc.assert(
      fc.property(anyReference, (text) => {
        const first = parseReference(text);
        const again = parseReference(first.ok ? formatReference(first.value) : '');
        expect(again).toEqual(first);
      }),
    );
  });

  it('the default tag is added once, and only where nothing else says which image', () => {
    fc.assert(
      fc.property(reference, (image) => {
        const tagged = withDefaultTag(image);
        expect(withDefaultTag(tagged)).toEqual(tagged);
        expect(tagged).toEqual(image.tag === undefined && image.digest === undefined ? { ...image, tag: 'latest' } : image);
      }),
    );
  });

  it('the identity is its own identity, has a tag or a digest and never both, and forgets a pin', () => {
    fc.assert(
      fc.property(reference, (image) => {
        const identity = identityOf(image);
        expect(identityOf(identity)).toEqual(identity);
        expect([identity.tag, identity.digest].filter((part) => part !== undefined)).toHaveLength(1);
        expect(identity.tag).toBe(withDefaultTag(image).tag);
      }),
    );
  });

  it('the order is total and agrees with sameness', () => {
    fc.assert(
      fc.property(reference, reference, reference, (a, b, c) => {
        expect(compareReferences(a, b) === 0).toBe(sameReference(a, b));
        expect(compareReferences(a, b) + compareReferences(b, a)).toBe(0);
        const [first, second, third] = [a, b, c].toSorted(compareReferences);
        expect(first && second && third && [compareReferences(first, second) <= 0, compareReferences(first, third) <= 0]).toEqual([true, true]);
      }),
    );
  });
});

describe('for all texts', () => {
  it('no parser throws, and what a parser accepts it accepts again', () => {
    fc.assert(
      fc.property(fc.oneof(nearly, fc.string({ unit: 'binary' })), (text) => {
        for (const parse of Object.values(parsers)) expect(() => parse(text)).not.toThrow();
        const parsed = parseReference(text);
        if (!parsed.ok) {
          expect(parsed.error.message).not.toBe('');
          return;
        }
        const { domain, path, tag, digest } = parsed.value;
        expect([parseDomain(domain), parseRepositoryPath(path), parseTag(tag ?? ''), parseDigest(digest ?? '')]).toEqual([domain, path, tag, digest]);
        expect(parseReference(formatReference(parsed.value))).toEqual(parsed);
        expect(parseBaseKey(baseKey(parsed.value))).toBe(baseKey(parsed.value));
      }),
      { numRuns: 5000 },
    );
  });

  it.each(['a', 'a.', 'a-', '-', '_', 'a/', '/', ':', '@', '[', 'sha256:', 'A', 'é', '\0'])('a megabyte of %j is refused by its length', (unit) => {
    const text = unit.repeat(2 ** 20 / unit.length);
    for (const [name, parse] of Object.entries(parsers)) {
      const result = parse(text);
      expect(result === undefined || (typeof result === 'object' && !result.ok), name).toBe(true);
    }
    expect(parseReference(text)).toMatchObject({ error: { code: 'too-long' } });
  });
});
