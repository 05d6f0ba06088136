import { readFileSync } from 'node:fs';
import { describeShared } from '@image-factory/testkit';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { familiarReference, formatReference, parseDigest, parseDomain, parseReference, parseTag, repositoryUrl, withDefaultTag, type ImageReference, type RefusalCode } from './index.ts';

const text = z.string().nullable().optional();
const Expected = z.object({
  domain: text,
  path: text,
  tag: text,
  digest: text,
  canonical: text,
  familiar: text,
  withDefaultTag: text,
  match: z.boolean().optional(),
  groups: z.array(z.string()).optional(),
});
const Row = z.object({ id: z.string(), api: z.string(), input: z.string(), error: z.string().optional(), expect: Expected.default({}) });
type Row = z.infer<typeof Row>;
const Compose = z.object({ id: z.string(), name: z.string(), tag: z.string().nullable(), digest: z.string().nullable(), expect: z.string() });
const Normalized = Row.omit({ id: true, api: true });
const Cases = z.object({ cases: z.array(Row), compose: z.array(Compose), derivedNormalized: z.array(Normalized) });

/** Rows about something that is not done here, or on purpose in another way. */
const notOurs: Readonly<Record<string, string>> = {
  'parse-015': 'sha512 is a digest of OCI; the peer refuses it only where its program did not register it',
  'parse-020': 'with Docker Hub in front, its first component is no host and counts towards the 255 bytes',
  'rxname-027': 'the same: the grammar alone has no limit',
  'any-011': 'the id of an image is nothing that a build can pull',
  'any-012': 'a digest alone names no repository; normalised, it is the repository sha256 with a tag',
  'dockerref-011': 'a pin keeps its tag: the tag says what the pin should follow',
  'rxdomain-006': 'a single word before a path is a namespace on Docker Hub and can be no registry',
  'match-001': 'references are not matched by glob',
  'match-002': 'references are not matched by glob',
  'match-003': 'references are not matched by glob',
  'match-004': 'references are not matched by glob',
  'match-005': 'references are not matched by glob',
  'match-006': 'references are not matched by glob',
  'match-007': 'references are not matched by glob',
  'match-008': 'references are not matched by glob',
  'match-009': 'references are not matched by glob',
  'match-err-001': 'references are not matched by glob',
};

const codes: Readonly<Record<string, readonly RefusalCode[]>> = {
  NAME_EMPTY: ['empty'],
  INVALID_FORMAT: ['format', 'digest-format'],
  DIGEST_INVALID_LENGTH: ['digest-length'],
  DIGEST_UNSUPPORTED: ['digest-unsupported'],
  NAME_UPPERCASE: ['uppercase'],
  NAME_TOO_LONG: ['too-long'],
  IDENTIFIER: ['identifier'],
  INVALID: ['format', 'uppercase', 'too-long', 'identifier'],
};

const checks: Readonly<Record<string, (row: Row) => void>> = {
  parse: expectNormalised,
  normalize: expectNormalised,
  parseAny: expectNormalised,
  withName: ({ input, error, expect: expected }) => {
    if (error === 'NAME_TOO_LONG') return expectRefusal(input, error);
    expect(isName(input)).toBe(error === undefined);
    if (error === undefined) expect(repositoryUrl(parsed(input))).toBe(onDockerHub(expected.domain, expected.path));
  },
  parseCanonical: ({ input, error }) => {
    expect(formatReference(parsed(input)) === input).toBe(error === undefined);
  },
  parseDockerRef: ({ input, expect: expected }) => {
    expect(formatReference(withDefaultTag(parsed(input)))).toBe(expected.canonical);
  },
  domainGrammar: ({ input, expect: expected }) => {
    expect(parseDomain(input)).toBe(expected.match === true ? input : undefined);
  },
  nameGrammar: ({ input, expect: { match, groups } }) => {
    expect(isName(input)).toBe(match);
    if (groups !== undefined) expect(repositoryUrl(parsed(input))).toBe(onDockerHub(groups[0], groups[1]));
  },
  referenceGrammar: ({ input, expect: { match, groups } }) => {
    expect(parseReference(input).ok).toBe(match);
    if (groups === undefined) return;
    const { tag = '', digest = '' } = parsed(input);
    expect([tag, digest]).toEqual(groups.slice(1));
  },
  identifierGrammar: ({ input, expect: { match } }) => {
    expect(codeOf(input) === 'identifier').toBe(match);
  },
};

describeShared('as distribution/reference', 'cases/references.json', (file) => {
  const { cases, compose, derivedNormalized } = Cases.parse(JSON.parse(readFileSync(file, 'utf8')));

  it('leaves out only rows that are there, and knows every other kind of row', () => {
    expect(Object.keys(notOurs).filter((id) => !cases.some((row) => row.id === id))).toEqual([]);
    expect(cases.filter(({ id, api }) => notOurs[id] === undefined && checks[api] === undefined)).toEqual([]);
  });

  it.each(cases.filter(({ id }) => notOurs[id] === undefined))('$id, $api: $input', (row) => {
    const check = checks[row.api];
    expect(check).toBeDefined();
    check?.(row);
  });

  it.each(compose)('$id: $expect', ({ name, tag, digest, expect: composed }) => {
    // The peer composes without counting digits; a digest that is too short can not be had here, so it is lengthened.
    const whole = digest?.padEnd('sha256:'.length + 64, '0');
    if (digest !== null && whole !== digest) expect(parseDigest(digest)).toBe(undefined);
    const parts = { tag: parseTag(tag ?? ''), digest: parseDigest(whole ?? '') };
    expect(familiarReference(present({ ...parsed(name), ...parts }))).toBe(composed.replace(digest ?? '', whole ?? ''));
  });

  describe('normalised', () => {
    it.each(derivedNormalized)('$input', ({ input, error, expect: expected }) => {
      if (input.includes('@sha512:')) return expect(parseReference(input).ok).toBe(true); // as parse-015
      if (error !== undefined) return expectRefusal(input, codeInGo(error));
      expectNormalised({ input, expect: expected });
      const reference = parsed(input);
      expect(formatReference(withDefaultTag(reference))).toBe(isPinned(reference) ? expected.canonical : expected.withDefaultTag); // as dockerref-011
    });
  });
});

function expectNormalised({ input, error, expect: expected }: z.infer<typeof Normalized>): void {
  if (error !== undefined) return expectRefusal(input, error);
  const reference = parsed(input);
  if (typeof expected.path === 'string') {
    expect(repositoryUrl(reference)).toBe(onDockerHub(expected.domain, expected.path));
    expect({ tag: reference.tag ?? null, digest: reference.digest ?? null }).toEqual({ tag: expected.tag, digest: expected.digest });
  }
  if (typeof expected.canonical === 'string') expect(formatReference(reference)).toBe(expected.canonical);
  if (typeof expected.familiar === 'string') expect(familiarReference(reference)).toBe(familiarHere(expected.familiar));
}

function expectRefusal(input: string, error: string): void {
  expect(codes[input === '' ? 'NAME_EMPTY' : error]).toContain(codeOf(input));
}

/** What the peer's answer without Docker Hub is with it. */
function onDockerHub(domain: string | null | undefined, path: string | null | undefined): string {
  const name = domain ? `${domain}/${path}` : `${path}`;
  if (domain && (/[.:A-Z]/.test(domain) || domain === 'localhost')) return name;
  return name.includes('/') ? `docker.io/${name}` : `docker.io/library/${name}`;
}

/** The one name that docker shortens to something it refuses itself. */
function familiarHere(familiar: string): string {
  return codeOf(familiar) === 'identifier' ? `library/${familiar}` : familiar;
}

function codeInGo(message: string): string {
  if (message.includes('lowercase')) return 'NAME_UPPERCASE';
  if (message.includes('64-byte hexadecimal')) return 'IDENTIFIER';
  if (message.includes('255 characters')) return 'NAME_TOO_LONG';
  if (message.includes('digest length')) return 'DIGEST_INVALID_LENGTH';
  return message.includes('digest algorithm') ? 'DIGEST_UNSUPPORTED' : 'INVALID_FORMAT';
}

function parsed(input: string): ImageReference {
  const result = parseReference(input);
  if (!result.ok) throw new Error(`${input}: ${result.error.message}`);
  return result.value;
}

function codeOf(input: string): RefusalCode | undefined {
  const result = parseReference(input);
  return result.ok ? undefined : result.error.code;
}

function isName(input: string): boolean {
  const result = parseReference(input);
  return result.ok && result.value.tag === undefined && result.value.digest === undefined;
}

function isPinned({ tag, digest }: ImageReference): boolean {
  return tag !== undefined && digest !== undefined;
}

type Parts = Pick<ImageReference, 'domain' | 'path'> & { readonly tag: ImageReference['tag'] | undefined; readonly digest: ImageReference['digest'] | undefined };

function present({ domain, path, tag, digest }: Parts): ImageReference {
  return { domain, path, ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) };
}
