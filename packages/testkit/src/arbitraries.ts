import fc from 'fast-check';

const shortWord = fc.stringMatching(/^[a-z0-9]{1,8}$/);
const pathComponent = fc.stringMatching(/^[a-z0-9]{1,6}(?:(?:[._]|__|-{1,3})[a-z0-9]{1,6}){0,2}$/);
const hexDigits = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 64, maxLength: 64 });

/** Names that images.yaml allows (SPEC section 3), up to the full length. */
export const anyImageName: fc.Arbitrary<string> = fc
  .oneof(
    { weight: 8, arbitrary: fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,12}[a-z0-9])?$/) },
    { weight: 1, arbitrary: fc.stringMatching(/^[a-z0-9][a-z0-9-]{50}[a-z0-9]$/) },
    { weight: 1, arbitrary: fc.constantFrom('a', '0', '1e3', '007', '0x10', 'null', 'true', 'no', 'x--y', 'based-on-x') },
  )
  .filter((name) => !name.startsWith('base-'));

const anyDomain = fc.constantFrom(
  '',
  '',
  'docker.io/',
  'index.docker.io/',
  'ghcr.io/',
  'localhost/',
  'localhost:5000/',
  'Registry.Example.com/',
  '10.0.0.1:443/',
  '[::1]:5000/',
  '[2001:db8::1]/',
);
const anyTag = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,15}$/),
  fc.constantFrom('latest', '3.20', '1.10', '1e3', '0x10', '007', 'null', '22-bookworm-slim', '2026-01-01', '_', 'v1.2.3', 'A'.repeat(128)),
);

/**
 * References as people write them, every one valid by the grammar of distribution/reference; not normalised.
 * The first part of the path has no dot: without a registry in front it would be taken for one.
 */
export const anyReference: fc.Arbitrary<string> = fc
  .record({
    domain: anyDomain,
    first: shortWord,
    rest: fc.array(pathComponent, { maxLength: 2 }),
    tag: fc.option(anyTag, { nil: undefined }),
    digest: fc.option(hexDigits, { nil: undefined }),
  })
  .map(({ domain, first, rest, tag, digest }) => {
    const path = [first, ...rest].join('/');
    return `${domain}${path}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@sha256:${digest}`}`;
  });

const numberLike = fc.oneof(
  fc.constantFrom(
    '0',
    '-0',
    '+1',
    '007',
    '0o17',
    '0x10',
    '0b1',
    '1e3',
    '1E-3',
    '.5',
    '5.',
    '-.inf',
    '.NaN',
    '1_000',
    '1,000',
    '190:20:30',
    '3.20',
    '1.10',
    '99999999999999999999',
  ),
  fc.integer().map(String),
  fc.double({ noNaN: true }).map(String),
);
const wordLike = fc.constantFrom(
  '',
  '~',
  'null',
  'Null',
  'NULL',
  'true',
  'True',
  'FALSE',
  'yes',
  'No',
  'on',
  'OFF',
  'y',
  'n',
  '=',
  '<<',
  '__proto__',
  'constructor',
);
const dateLike = fc.oneof(
  fc.constantFrom('2026-01-01', '2026-1-1', '2026-01-01T00:00:00Z', '2026-01-01 00:00:00 +01:00', '12:30:45'),
  fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') }).map((date) => date.toISOString()),
);
const punctuation = fc.constantFrom(
  '- a',
  '? a',
  ': a',
  'a: b',
  'a:',
  'a #b',
  '#a',
  '&a',
  '*a',
  '!a',
  '!!str a',
  '%YAML 1.2',
  '@a',
  '`a`',
  '{a}',
  '[a',
  'a]',
  ', a',
  '| a',
  '> a',
  '---',
  '...',
  '-',
  '"a"',
  "'a'",
  "it's",
  'a\\b',
  '\\\\d+$',
);
const whitespace = fc.constantFrom(
  ' ',
  ' a',
  'a ',
  'a\n',
  '\na',
  'a\nb',
  'a\n\n\n',
  ' a\n  b\n',
  'a\r\nb',
  'a\rb',
  '\ta',
  'a\tb',
  'a \nb',
  '\u0085',
  'a\u2028b',
  '\u2029',
  '\u00a0',
  '\ufeffa',
  '\u200b',
);
const anyCharacters = fc.string({ unit: 'binary', maxLength: 12 });
const longLine = shortWord.map((word) => `${word} `.repeat(40).trimEnd());

/** Text that careless YAML reads back as something else: like numbers, null, dates, syntax; with odd blanks and controls. Always well-formed Unicode. */
export const anyYamlScalarText: fc.Arbitrary<string> = fc.oneof(
  shortWord,
  numberLike,
  wordLike,
  dateLike,
  punctuation,
  whitespace,
  anyCharacters,
  longLine,
);
