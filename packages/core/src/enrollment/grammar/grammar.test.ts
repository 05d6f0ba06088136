import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  exactTagOf,
  parseAccount,
  parseArgumentName,
  parseAuthorName,
  parseBranchName,
  parseConstraint,
  parseContextName,
  parseContextSource,
  parseDelay,
  parseEmail,
  parseFolderPath,
  parseHost,
  parseHostPattern,
  parseImageName,
  parseJobName,
  parseLabelKey,
  parseObjectName,
  parseOwner,
  parsePlatformName,
  parsePrincipal,
  parseProbability,
  parseProjectNumber,
  parsePublishedTag,
  parseRegistry,
  parseRepoPath,
  parseRepoSlug,
  parseSecretName,
  parseTagPattern,
  parseTagTemplate,
  parseTarget,
  parseTime,
  parseValuePath,
  parseWorkflowFile,
  type Parsed,
} from './index.ts';

const github = (text: string) => parseRepoSlug(text, 'github');
const gitlab = (text: string) => parseRepoSlug(text, 'gitlab');
const long = (length: number) => 'a'.repeat(length);

/** What each grammar takes and what it refuses. */
const grammars: readonly { readonly name: string; readonly parse: (text: string) => Parsed<unknown>; readonly takes: readonly string[]; readonly refuses: readonly string[] }[] = [
  { name: 'an image name', parse: parseImageName, takes: ['a', '0', 'a-b', 'a--b', long(52)], refuses: ['', '-a', 'a-', 'A', 'a_b', 'a.b', 'a/b', 'a\n', ' a', 'ä', long(53)] },
  {
    name: 'a repository on GitHub',
    parse: github,
    takes: ['a/b', 'A-b/C.d_e', 'a_b/c', `${long(39)}/${long(100)}`, 'a/.b', 'a/...'],
    refuses: [
      '',
      'a',
      'a/b/c',
      '/b',
      'a/',
      'a/.',
      'a/..',
      '-a/b',
      'a-/b',
      'a--b/c',
      `${long(40)}/b`,
      `${'a-'.repeat(20)}a/b`,
      `a/${long(101)}`,
      'a/b.git',
      'a b/c',
      'a/b?',
      'a/b#c',
      'a/%2e',
      'a\\b/c',
    ],
  },
  {
    name: 'a repository on GitLab',
    parse: gitlab,
    takes: ['a/b', 'a/b/c', 'a.b/c_d/e-f', `${'a/'.repeat(20)}b`],
    refuses: ['', 'a', 'a//b', 'a/../b', '-a/b', 'a/b.', 'a/b.git', 'a/b.atom', '.a/b', `${'a/'.repeat(21)}b`, 'a/b?', 'a/b c'],
  },
  {
    name: 'a branch',
    parse: parseBranchName,
    takes: ['main', 'feature/x', 'release-1.x', 'a/b/c', 'v1.0', 'a@b'.replace('@', '_'), long(200)],
    refuses: [
      '',
      '-a',
      '/a',
      'a/',
      'a//b',
      'a..b',
      'a.',
      '.a',
      'a/.b',
      'a.lock',
      'a.lock/b',
      'HEAD',
      '@',
      'a@{b',
      'a b',
      'a~1',
      'a^',
      'a:b',
      'a?',
      'a*',
      'a[',
      'a\\b',
      '$(id)',
      '`id`',
      'a;b',
      '${{x}}',
      'a\n',
      long(201),
    ],
  },
  {
    name: 'a path',
    parse: parseRepoPath,
    takes: ['a', 'a/b', '.dockerignore', 'a/.b', 'a-b_c@1+2.d', `${'a/'.repeat(9)}b`, long(100)],
    refuses: [
      '',
      '.',
      '..',
      '/a',
      'a/',
      'a//b',
      './a',
      'a/../b',
      'a/./b',
      '.git',
      '.GIT/config',
      'a/.Git',
      'a b',
      'a\\b',
      'a:b',
      'C:/a',
      '~/a',
      '-a',
      'a\u0000',
      `${'a/'.repeat(10)}b`,
      long(101),
      `${`${long(99)}/`.repeat(3)}a`,
    ],
  },
  { name: 'a folder', parse: parseFolderPath, takes: ['.', 'a', 'a/b'], refuses: ['', '/', './', '..', 'a/', '/a'] },
  {
    name: 'a workflow',
    parse: parseWorkflowFile,
    takes: ['a.yml', 'a.yaml', 'a.b_c-d.yml', '12345', `${long(100)}.yml`],
    refuses: ['', 'a', '.yml', 'a.YML', 'a.json', 'a/b.yml', '../a.yml', 'a b.yml', '-1', '1.5', `${long(101)}.yml`, '1'.repeat(21)],
  },
  {
    name: 'a delay',
    parse: parseDelay,
    takes: ['0m', '30m', '24h', '7d', '365d', '52w', '9999m', '8760h'],
    refuses: ['', '7', 'd', '7 d', '-7d', '7D', '1.5d', '7s', '7d12h', '366d', '53w', '8761h', '10000m', 'P7D', '٧d'],
  },
  {
    name: 'a host',
    parse: parseHost,
    takes: ['github.com', 'git.example.com:8443', 'localhost:3000', 'Git.Example.COM', 'a-b.c'],
    refuses: ['', 'https://a.b', 'a.b/c', 'a@b.c', 'a.b:0', 'a.b:65536', 'a.b:', '.a', 'a.', 'a..b', '-a.b', '127.0.0.1', '2130706433', '0x7f.1', '[::1]', 'a_b.c', 'a b', long(64)],
  },
  {
    name: 'a host, or all below one',
    parse: parseHostPattern,
    takes: ['cdn.example.com', '.cdn.example.com', '.Example.COM', '.example.com:8443', 'a.b:443', 'localhost:3000'],
    refuses: [
      '',
      '.',
      '..',
      '.com',
      '.com:443',
      '.localhost',
      '..a.b',
      '.a.',
      '*.a.b',
      '*',
      '.*.a.b',
      'https://a.b',
      '.a.b/c',
      '.a@b.c',
      '.127.0.0.1',
      '.0x7f.1',
      '[::1]',
      '.a b.c',
      `.${long(64)}.b`,
      '*.'.repeat(200),
    ],
  },
  {
    name: 'a time',
    parse: parseTime,
    takes: ['2026-12-01T00:00:00Z', '2026-12-01t01:02:03.456z', '2026-12-01T00:00:00+01:00', '2028-02-29T00:00:00Z'],
    refuses: [
      '',
      '2026-12-01',
      '2026-12-01T00:00Z',
      '2026-12-01T00:00:00',
      '2026-13-01T00:00:00Z',
      '2026-02-29T00:00:00Z',
      '2026-12-01T24:00:00Z',
      '2026-12-01T00:60:00Z',
      '2026-12-01 00:00:00Z',
      'tomorrow',
      '2026-12-01T00:00:00+24:00',
    ],
  },
  {
    name: 'a pattern for tags',
    parse: parseTagPattern,
    takes: ['^16-alpine$', '^3\\.12-slim$', '^16', '(?i)^v\\d+', '^(?:a|b)$', '.*', long(256), '^v\\d+\\.\\d+$', '\\pL'],
    refuses: ['', '(', '[a', '*a', 'a**', 'a(?=b)', '(?<!a)b', '(a)\\1', 'a{1001}', '\\', '^${x}$', long(257)],
  },
  {
    name: 'a constraint',
    parse: parseConstraint,
    takes: ['16-alpine', '16', '1.10', '>=16 <17', '^1.2', '~1.2', '1.x', '1 || 2', '*', '1.0 - 2.0', 'latest'],
    refuses: ['', ' ', '${x}', 'a;b', 'a"b', 'a\nb', long(129)],
  },
  { name: 'a build stage', parse: parseTarget, takes: ['production', '0', 'a_b.c-d'], refuses: ['', '-a', 'a b', '$x', '../a', long(129)] },
  { name: 'a build argument', parse: parseArgumentName, takes: ['A', '_a', 'NODE_VERSION', 'a1'], refuses: ['', '1a', 'a-b', 'a=b', 'a b', '${a}', long(129)] },
  { name: 'the name of a context', parse: parseContextName, takes: ['base', 'alpine:3.20', 'ghcr.io/a/b@sha256'], refuses: ['', '-a', 'a=b', 'a b', '${a}'] },
  {
    name: 'a context',
    parse: parseContextSource,
    takes: ['docker-image://alpine', 'docker-image://ghcr.io/a/b:1', './docs', 'https://example.com/a.git', 'target:x'],
    refuses: ['', '-a', 'docker-image://', 'docker-image://A', long(513)],
  },
  { name: 'a GitLab job', parse: parseJobName, takes: ['build', 'build shop', 'build:shop (1/2)', 'déploie'], refuses: ['', ' a', '-a', 'a${b}', 'a$b', 'a\nb', 'a"b', long(256)] },
  { name: 'the path of a value', parse: parseValuePath, takes: ['image.tag', 'a', 'a.0.b-c_d'], refuses: ['', '.a', 'a.', 'a..b', 'a[0]', 'a b', '${a}'] },
  { name: 'an owner', parse: parseOwner, takes: ['team', 'group:team', 'group:default/team', 'default/team'], refuses: ['', 'The Team', 'a/b/c', ':a', 'a:', '-a', '@a'] },
  {
    name: 'a tag to publish',
    parse: parseTagTemplate,
    takes: ['latest', '{{version}}', 'v{{major}}.{{minor}}-{{sha}}', '1.10', '_a'],
    refuses: ['', '.a', '-a', '{{', '{{Version}}', '{{verzion}}', '{{constructor}}', '{{git.sha}}', '{{a b}}', 'a/b', '${a}', long(129)],
  },
  { name: 'a tag', parse: parsePublishedTag, takes: ['latest', '3.20', 'A_b-c', long(128)], refuses: ['', '.a', '-a', 'a b', 'a:b', long(129)] },
  {
    name: 'a registry',
    parse: parseRegistry,
    takes: ['ghcr.io', 'localhost:5000', 'index.docker.io', '127.0.0.1:5000'],
    refuses: ['', 'GHCR.io', 'https://ghcr.io', 'ghcr.io/a', 'a b', 'a@b', '${a}'],
  },
  {
    name: 'a platform',
    parse: parsePlatformName,
    takes: ['linux/amd64', 'linux/arm/v7', 'linux/x86_64', 'arm64', 'windows/amd64'],
    refuses: ['', 'linux/', 'linux/amd46', 'linux amd64', 'linux/amd64,linux/arm64', 'a/b/c/d'],
  },
  {
    name: 'the key of a label',
    parse: parseLabelKey,
    takes: ['a', 'eda.io/backstage-catalog', 'A_b.c-1', long(63), `${long(63)}.io/${long(63)}`],
    refuses: ['', 'a b', 'a: b', '-a', 'a/b/c', '/a', 'a/', 'A.io/a', 'a..io/a', '${a}', 'a\n', long(64), `${long(254)}/a`],
  },
  { name: 'an object in Kubernetes', parse: parseObjectName, takes: ['a', 'image-factory', long(63)], refuses: ['', 'A', 'a_b', '-a', 'a-', 'a.b', long(64)] },
  { name: 'the name of a secret', parse: parseSecretName, takes: ['SLACK_WEBHOOK', 'a-b'], refuses: ['', '1a', 'https://hooks.slack.com/x', 'ghp_x y', 'a.b'] },
  { name: 'a user or team', parse: parsePrincipal, takes: ['octocat', '@acme/platform', 'acme/team.x'], refuses: ['', '@', 'a b', 'a/b/c', '${a}', '-a'] },
  { name: 'an owner of repositories', parse: parseAccount, takes: ['acme', 'a-b', 'group/sub'], refuses: ['', '-a', 'a b', 'a//b', '../a', '*'] },
  { name: 'an e-mail address', parse: parseEmail, takes: ['bot@example.com', '1+a[bot]@users.noreply.github.com'], refuses: ['', 'a', 'a@', '@a', 'a b@c', 'a@b c', '${a}@b', '<a@b>'] },
  { name: 'a name for commits', parse: parseAuthorName, takes: ['Image Factory Bot', 'Ä'], refuses: ['', ' a', 'a <b>', 'a\nb', '${a}', long(101)] },
  {
    name: 'a probability',
    parse: parseProbability,
    takes: ['0', '1', '0.5', '.5', '1.0', '0.123456789'],
    refuses: ['', '-0.1', '1.1', '2', '50%', '0,5', '1e-1', '0.1234567890', '00.5', 'NaN', '0.'],
  },
  { name: 'a GitLab project number', parse: parseProjectNumber, takes: ['1', '4711'], refuses: ['', '0', '-1', 'a', '1.5'] },
];

describe.each(grammars)('$name', ({ parse, takes, refuses }) => {
  it.each(takes)('takes %j', (text) => {
    expect(parse(text)).toMatchObject({ ok: true });
  });

  it.each(refuses)('refuses %j and says why', (text) => {
    const parsed = parse(text);
    expect(parsed.ok).toBe(false);
    if (parsed.ok) return;
    expect(parsed.error.message).toMatch(/\.$/);
    expect(parsed.error.message + (parsed.error.hint ?? '')).not.toMatch(/[\u0000-\u001f\u007f]/);
    expect(parsed.error.message.length).toBeLessThan(300);
  });

  it('answers any text, and hints only at what it takes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...takes, ...refuses), fc.stringMatching(/^[A-Za-z0-9 ./:@_-]{0,60}$/)), (text) => {
        const parsed = parse(text);
        const hinted = parsed.ok ? undefined : /^Write `([^`]*)`/.exec(parsed.error.hint ?? '')?.[1];
        if (hinted !== undefined && hinted !== 'key: value') expect([hinted, parse(hinted).ok]).toEqual([hinted, true]);
      }),
      { numRuns: 400 },
    );
  });
});

describe('a branch name', () => {
  it('is one for git too', () => {
    const part = fc.constantFrom('a', '.', '-', '/', '..', 'lock', '.lock', 'HEAD', '_', '1', '@', '{', '~', '^', ':', ' ', '//', 'b', 'x/y');
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('')),
        (text) => {
          const alphabet = /^(?!-)[A-Za-z0-9._/-]+$/.test(text);
          expect([text, parseBranchName(text).ok]).toEqual([text, alphabet && isBranchForGit(text)]);
        },
      ),
      { numRuns: 250 },
    );
  });

  function isBranchForGit(text: string): boolean {
    try {
      execFileSync('git', ['check-ref-format', '--branch', text], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  }
});

describe('an exact pattern', () => {
  it.each([
    ['^16-alpine$', '16-alpine'],
    ['^3\\.12-slim$', '3.12-slim'],
    ['^3.12-slim$', undefined],
    ['16-alpine', undefined],
    ['^16-alpine', undefined],
    ['^a|b$', undefined],
    ['^-a$', undefined],
  ])('%s allows %s alone', (pattern, tag) => {
    expect(exactTagOf(pattern)).toBe(tag);
  });
});

describe('a delay', () => {
  it.each([
    ['0m', 0],
    ['30m', 1_800_000],
    ['24h', 86_400_000],
    ['7d', 604_800_000],
    ['2w', 1_209_600_000],
  ])('%s is %d milliseconds', (text, milliseconds) => {
    expect(parseDelay(text)).toEqual({ ok: true, value: { text, milliseconds } });
  });
});

describe('a secret in the place of its name', () => {
  it('is not repeated', () => {
    const parsed = parseSecretName('https://hooks.slack.com/services/T000/B000/verysecret');
    expect(JSON.stringify(parsed)).not.toContain('verysecret');
  });
});
