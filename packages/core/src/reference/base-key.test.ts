import { anyReference } from '@image-factory/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { baseKey, identityOf, parseBaseKey, parseReference, sameReference, type ImageReference } from './index.ts';

const digest = `sha256:${'a'.repeat(64)}`;

describe('the key of a base image', () => {
  it.each([
    { story: 'a name and a tag', text: 'node:22-bookworm-slim', key: 'node-22-bookworm-slim' },
    { story: 'dots in the tag', text: 'python:3.12-slim', key: 'python-3.12-slim' },
    { story: 'no tag', text: 'node', key: 'node-latest' },
    { story: 'a pin', text: `node:22@${digest}`, key: 'node-22' },
    { story: 'the long way to write it', text: 'index.docker.io/library/node:22', key: 'node-22' },
    { story: 'a device name that is part of a word', text: 'nul', key: 'nul-latest' },
    { story: 'the longest readable one', text: `node:${'1'.repeat(58)}`, key: `node-${'1'.repeat(58)}` },
  ])('$story: $key', ({ text, key }) => {
    expect(keyOf(text)).toBe(key);
  });

  it.each([
    { story: 'another registry', text: 'gcr.io/distroless/python3-debian12', slug: 'gcr.io-distroless-python3-debian12-latest' },
    { story: 'a namespace', text: 'bitnami/redis:7', slug: 'bitnami-redis-7' },
    { story: 'a hyphen in the name', text: 'amazon-linux:2', slug: 'amazon-linux-2' },
    { story: 'a dot in the name', text: 'a.b:2', slug: 'a.b-2' },
    { story: 'upper case in the tag', text: 'node:22-Slim', slug: 'node-22-slim' },
    { story: 'an underscore in the tag', text: 'node:22_1', slug: 'node-22-1' },
    { story: 'two hyphens in the tag', text: 'node:22--slim', slug: 'node-22-slim' },
    { story: 'a tag like a hash', text: 'node:x--01234567', slug: 'node-x-01234567' },
    { story: 'a label that ends in a hyphen', text: 'node:22-.1', slug: 'node-22.1' },
    { story: 'a tag of nothing but signs', text: 'node:_', slug: 'node' },
    { story: 'a digest alone', text: `node@${digest}`, slug: `node-sha256-${'a'.repeat(41)}` },
    { story: 'one character too long', text: `node:${'1'.repeat(59)}`, slug: `node-${'1'.repeat(48)}` },
    { story: 'cut at a dot', text: `ghcr.io/${'a'.repeat(44)}.b`, slug: `ghcr.io-${'a'.repeat(44)}` },
    { story: 'an IPv6 registry', text: '[::1]:5000/app', slug: '1-5000-app-latest' },
    { story: 'a host that Windows takes for a device', text: 'aux.example.com/app:1', slug: 'aux-example.com-app-1' },
    { story: 'a name that Windows takes for a device', text: 'com1.x', slug: 'com1-x-latest' },
    { story: 'a path that looks like a host', text: 'docker.io/quay.io/acme:1', slug: 'docker.io-quay.io-acme-1' },
  ])('$story: $slug and a hash', ({ text, slug }) => {
    const key = keyOf(text);
    expect([key.slice(0, -10), key.slice(-10)]).toEqual([slug, expect.stringMatching(/^--[0-9a-f]{8}$/)]);
  });

  it.each([
    ['P10: ghcr.io/acme/node:22', 'ghcr.io/acme-node:22'],
    ['node:22-slim', 'node-22:slim'],
    ['node:22-slim', 'node/22:slim'],
    ['a/b:c', 'a-b:c'],
    ['a/b:c', 'a.b:c'],
    ['a_b/c', 'a/b_c'],
    ['a.b', 'a_b'],
    ['node:A', 'node:a'],
    ['node:a', 'node:_a'],
    ['docker.io/quay.io/acme', 'quay.io/acme'],
    ['docker.io/library/a/b', 'a/b'],
    ['localhost/a', 'docker.io/localhost/a'],
    ['GHCR.IO/a', 'ghcr.io/a'],
    ['node', `node@${digest}`],
  ])('tells %s from %s', (left, right) => {
    expect(keyOf(left.replace('P10: ', ''))).not.toBe(keyOf(right));
  });
});

const word = fc.constantFrom('a', 'b', '22', 'node', 'slim', 'con', 'aux', 'localhost', 'quay.io', 'library', 'latest', 'a'.repeat(30), 'f'.repeat(64));
const words = (separators: readonly string[]): fc.Arbitrary<string> =>
  fc.array(fc.tuple(word, fc.constantFrom(...separators)), { minLength: 1, maxLength: 4 }).map((parts) => parts.map(([text, separator], index) => (index === 0 ? text : separator + text)).join(''));
const tag = fc.tuple(fc.constantFrom('', '_', 'V'), words(['.', '-', '--', '_', '..', '.-', '-.'])).map((parts) => parts.join(''));
/** Many spellings of few words, so that what differs differs in signs alone. */
const similar = fc
  .record({
    domain: fc.constantFrom('', 'a/', 'a.b/', 'A.b/', 'a:22/', 'aux.a/'),
    path: words(['/', '.', '-', '--', '_', '__']),
    tag: fc.option(tag, { nil: undefined }),
    digest: fc.constantFrom('', '', `@${digest}`),
  })
  .map((parts) => `${parts.domain}${parts.path}${parts.tag === undefined ? '' : `:${parts.tag}`}${parts.digest}`);
const reference = fc
  .oneof(similar, anyReference)
  .map((text) => parseReference(text))
  .filter((parsed) => parsed.ok)
  .map(({ value }) => value);

describe('for all references, the key', () => {
  it('is the same exactly where the identity is', () => {
    fc.assert(
      fc.property(reference, reference, (left, right) => {
        expect(baseKey(left) === baseKey(right)).toBe(sameReference(identityOf(left), identityOf(right)));
      }),
      { numRuns: 5000 },
    );
  });

  it('is told apart from that of every spelling that would give it when read plainly', () => {
    fc.assert(
      fc.property(reference, fc.constantFrom('-', '.', '--'), fc.nat(3), (image, separator, skip) => {
        const key = baseKey(image);
        const other = parseReference(replaceAt(key, separator, ':', skip));
        if (other.ok) expect(baseKey(other.value) === key).toBe(sameReference(identityOf(other.value), identityOf(image)));
      }),
      { numRuns: 5000 },
    );
  });

  it('is a DNS-1123 subdomain of at most 63 characters and a file name on Windows', () => {
    fc.assert(
      fc.property(reference, (image) => {
        const key = baseKey(image);
        expect(key.length).toBeLessThanOrEqual(63);
        for (const label of key.split('.')) expect(label).toMatch(/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/);
        expect(key.split('.')[0]).not.toMatch(/^(?:con|prn|aux|nul|com\d|lpt\d)$/);
        expect(parseBaseKey(key)).toBe(key);
      }),
      { numRuns: 5000 },
    );
  });

  it('does not depend on a pin', () => {
    fc.assert(
      fc.property(reference, ({ domain, path, tag: named, digest: pin }) => {
        if (named === undefined) return;
        expect(baseKey({ domain, path, tag: named, ...(pin === undefined ? {} : { digest: pin }) })).toBe(baseKey({ domain, path, tag: named }));
      }),
    );
  });
});

describe('a text is a key or not', () => {
  it.each(['node-22', 'mcr.microsoft.com-playwright-v1.40.0-focal', 'a', 'con-latest', 'console', 'a'.repeat(63)])('%s is', (text) => {
    expect(parseBaseKey(text)).toBe(text);
  });

  it.each(['', 'Node-22', 'a_b', 'a/b', '../a', '.a', 'a.', 'a..b', '-a', 'a-', 'a.-b', 'a-.b', 'con', 'aux.example', 'lpt1.x-y', 'a\n', 'é', 'a'.repeat(64)])('%j is not', (text) => {
    expect(parseBaseKey(text)).toBe(undefined);
  });
});

function keyOf(text: string): string {
  return baseKey(parsed(text));
}

function parsed(text: string): ImageReference {
  const result = parseReference(text);
  if (!result.ok) throw new Error(`${text}: ${result.error.message}`);
  return result.value;
}

function replaceAt(text: string, what: string, by: string, skip: number): string {
  const parts = text.split(what);
  const at = 1 + (skip % Math.max(1, parts.length - 1));
  return parts.slice(0, at).join(what) + by + parts.slice(at).join(what);
}
