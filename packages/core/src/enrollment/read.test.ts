import { readdirSync, readFileSync } from 'node:fs';
import { describeShared } from '@image-factory/testkit';
import { describe, expect, it } from 'vitest';
import { readEnrollment } from './read.ts';

const shop = `# Our images
- name: shop
  registry: ghcr.io
  repository: acme/shop
  source:
    provider: github
    repo: acme/shop
    branch: main
    dockerfile: apps/shop/Dockerfile
    workflow: shop.yml
  rebuildDelay: 7d
  autoRebuild: true
`;
const postgres = `- name: postgres
  registry: docker.io
  repository: library/postgres
  allowTags: ^16-alpine$
`;

function told(text: string): string[] {
  return readEnrollment([{ path: 'images.yaml', text }]).problems.map(({ code, source, message, hint }) => {
    const { line, column } = source?.range?.start ?? { line: 0, column: 0 };
    return `${code} ${line}:${column} ${message} => ${hint ?? ''}`;
  });
}

/** One line of a good entry is changed, or lines are added behind it. */
interface WrongEdit {
  readonly story: string;
  readonly line: string;
  readonly becomes: string;
  readonly problem: string;
  readonly hint: string;
}

describe('a wrong edit of an image that we build', () => {
  const name = '- name: shop';
  const last = '  autoRebuild: true';
  const workflow = '    workflow: shop.yml';
  const edits: readonly WrongEdit[] = [
    { story: 'a misspelt key', line: '  rebuildDelay: 7d', becomes: '  rebuildDely: 7d', problem: 'enrollment/unknown-key 11:3 `rebuildDely` is not a key', hint: 'Did you mean `rebuildDelay`?' },
    {
      story: 'a misspelt key of the source',
      line: '    dockerfile: apps/shop/Dockerfile',
      becomes: '    dockerfile: Dockerfile\n    dockerfle: x',
      problem: 'enrollment/unknown-key 10:5 `source.dockerfle`',
      hint: 'Did you mean `dockerfile`?',
    },
    { story: 'a key with a hyphen', line: last, becomes: '  auto-rebuild: true', problem: 'enrollment/unknown-key 12:3 `auto-rebuild`', hint: 'Did you mean `autoRebuild`?' },
    { story: 'a key in lower case', line: last, becomes: '  autorebuild: true', problem: 'enrollment/unknown-key 12:3 `autorebuild`', hint: 'Did you mean `autoRebuild`?' },
    { story: 'a key that nobody knows', line: last, becomes: '  colour: red', problem: 'enrollment/unknown-key 12:3 `colour`', hint: 'Known are `name`' },
    { story: 'a key of the source outside of it', line: last, becomes: '  dockerfile: Dockerfile', problem: 'enrollment/unknown-key 12:3 `dockerfile`', hint: '`dockerfile` belongs below `source`.' },
    {
      story: 'a key of the entry in the source',
      line: workflow,
      becomes: '    rebuildDelay: 7d',
      problem: 'enrollment/unknown-key 10:5 `source.rebuildDelay`',
      hint: '`rebuildDelay` belongs one level up, beside `source`.',
    },
    { story: 'no registry', line: '  registry: ghcr.io', becomes: '  # registry', problem: 'enrollment/missing-key 2:3 `registry` is missing.', hint: 'For example `registry: ghcr.io`.' },
    {
      story: 'no repository',
      line: '  repository: acme/shop',
      becomes: '  # repository',
      problem: 'enrollment/missing-key 2:3 `repository` is missing.',
      hint: 'For example `repository: acme/shop`.',
    },
    { story: 'no name', line: name, becomes: '- enabled: true', problem: 'enrollment/missing-key 2:3 `name` is missing.', hint: 'For example `name: shop`.' },
    {
      story: 'no Dockerfile',
      line: '    dockerfile: apps/shop/Dockerfile',
      becomes: '    # dockerfile',
      problem: 'enrollment/missing-key 6:5 `source.dockerfile` is missing.',
      hint: 'For example `dockerfile: apps/shop/Dockerfile`.',
    },
    { story: 'no provider', line: '    provider: github', becomes: '    # provider', problem: 'enrollment/missing-key 7:5 `source.provider` is missing.', hint: 'For example `provider: github`.' },
    { story: 'a name in capitals', line: name, becomes: '- name: My Shop', problem: 'enrollment/invalid-value 2:9 `name`: `My Shop` is not an image name', hint: 'Write `my-shop`.' },
    { story: 'a name with an underscore', line: name, becomes: '- name: my_shop', problem: 'enrollment/invalid-value 2:9 `name`: `my_shop` is not', hint: 'Write `my-shop`.' },
    { story: 'a name of 53 characters', line: name, becomes: `- name: ${'a'.repeat(53)}`, problem: 'enrollment/invalid-value 2:9 `name`: `aaaaaaa', hint: `Write \`${'a'.repeat(52)}\`.` },
    { story: 'a name that begins with a hyphen', line: name, becomes: '- name: -shop', problem: 'enrollment/invalid-value 2:9 `name`: `-shop` is not', hint: 'Write `shop`.' },
    { story: 'a reserved name', line: name, becomes: '- name: base-shop', problem: 'enrollment/reserved-name 2:9 `base-shop`: names that begin with `base-`', hint: 'For example `shop`.' },
    {
      story: 'a registry with scheme and path',
      line: '  registry: ghcr.io',
      becomes: '  registry: https://ghcr.io/acme',
      problem: 'enrollment/invalid-value 3:13 `registry`: `https://ghcr.io/acme` is not a registry',
      hint: 'Write `ghcr.io`; what follows belongs into `repository`.',
    },
    { story: 'a registry in capitals', line: '  registry: ghcr.io', becomes: '  registry: GHCR.io', problem: 'enrollment/invalid-value 3:13 `registry`: `GHCR.io`', hint: 'Write `ghcr.io`.' },
    {
      story: 'a repository with its registry',
      line: '  repository: acme/shop',
      becomes: '  repository: ghcr.io/Acme/shop',
      problem: 'enrollment/invalid-value 4:15 `repository`: `ghcr.io/Acme/shop` is not',
      hint: 'Write `acme/shop`.',
    },
    {
      story: 'a repository with a tag',
      line: '  repository: acme/shop',
      becomes: '  repository: acme/shop:latest',
      problem: 'enrollment/invalid-value 4:15 `repository`: `acme/shop:latest` is not',
      hint: 'Write `acme/shop`.',
    },
    {
      story: 'a delay without a unit',
      line: '  rebuildDelay: 7d',
      becomes: '  rebuildDelay: 7',
      problem: 'enrollment/invalid-value 11:17 `rebuildDelay`: `7` is not a length of time',
      hint: 'Write `7d`.',
    },
    { story: 'a delay in words', line: '  rebuildDelay: 7d', becomes: '  rebuildDelay: 2 weeks', problem: 'enrollment/invalid-value 11:17 `rebuildDelay`: `2 weeks`', hint: 'Write `2w`.' },
    { story: 'a delay in seconds', line: '  rebuildDelay: 7d', becomes: '  rebuildDelay: 30s', problem: 'enrollment/invalid-value 11:17 `rebuildDelay`: `30s`', hint: 'For example `7d`' },
    {
      story: 'a delay of more than a year',
      line: '  rebuildDelay: 7d',
      becomes: '  rebuildDelay: 53w',
      problem: 'enrollment/invalid-value 11:17 `rebuildDelay`: `53w` is longer than 365 days',
      hint: '`autoRebuild: false`',
    },
    {
      story: 'a delay without a value',
      line: '  rebuildDelay: 7d',
      becomes: '  rebuildDelay:',
      problem: 'enrollment/invalid-value 11:3 `rebuildDelay` has no value',
      hint: 'For example `rebuildDelay: 7d`.',
    },
    {
      story: 'a delay as a list',
      line: '  rebuildDelay: 7d',
      becomes: '  rebuildDelay: [7d]',
      problem: 'enrollment/invalid-value 11:17 `rebuildDelay` must be text, not a list.',
      hint: 'For example `rebuildDelay: 7d`.',
    },
    { story: 'a yes', line: last, becomes: '  autoRebuild: yes', problem: 'enrollment/invalid-value 12:16 `autoRebuild` must be `true` or `false`, not `yes`.', hint: 'Write `true`.' },
    { story: 'an off', line: last, becomes: '  autoRebuild: off', problem: 'enrollment/invalid-value 12:16 `autoRebuild` must be', hint: 'Write `false`.' },
    {
      story: 'a boolean in quotes',
      line: last,
      becomes: '  autoRebuild: "true"',
      problem: 'enrollment/invalid-value 12:16 `autoRebuild` must be `true` or `false`, not the text `true`.',
      hint: 'Remove the quotes: `true`.',
    },
    {
      story: 'a misspelt choice',
      line: last,
      becomes: '  cascade: transitiv',
      problem: 'enrollment/invalid-value 12:12 `cascade`: `transitiv` is not allowed; write `transitive`, `direct` or `none`.',
      hint: 'Did you mean `transitive`?',
    },
    {
      story: 'a number in quotes',
      line: last,
      becomes: '  priority: "5"',
      problem: 'enrollment/invalid-value 12:13 `priority` must be a whole number, not the text `5`.',
      hint: 'Remove the quotes: `5`.',
    },
    { story: 'a number that is too large', line: last, becomes: '  priority: 5000', problem: 'enrollment/invalid-value 12:13 `priority`: `5000` is more than 1000.', hint: '' },
    {
      story: 'a workflow with its folder',
      line: workflow,
      becomes: '    workflow: .github/workflows/shop.yml',
      problem: 'enrollment/invalid-value 10:15 `source.workflow`',
      hint: 'Write `shop.yml`, without the folder.',
    },
    {
      story: 'a workflow without its ending',
      line: workflow,
      becomes: '    workflow: shop',
      problem: 'enrollment/invalid-value 10:15 `source.workflow`: `shop` is not a workflow',
      hint: 'Write `shop.yml`.',
    },
    {
      story: 'a pipeline on GitHub',
      line: workflow,
      becomes: '    pipeline: .gitlab-ci.yml',
      problem: 'enrollment/conflicting-keys 10:5 `source.pipeline` is for GitLab',
      hint: 'On GitHub name the `workflow`.',
    },
    {
      story: 'a workflow on GitLab',
      line: '    provider: github',
      becomes: '    provider: gitlab',
      problem: 'enrollment/conflicting-keys 10:5 `source.workflow` is for GitHub',
      hint: 'On GitLab name the `pipeline` and its `job`.',
    },
    {
      story: 'another forge',
      line: '    provider: github',
      becomes: '    provider: gihub',
      problem: 'enrollment/invalid-value 6:15 `source.provider`: `gihub` is not allowed; write `github` or `gitlab`.',
      hint: 'Did you mean `github`?',
    },
    { story: 'a host as a URL', line: workflow, becomes: '    host: https://git.acme.com/', problem: 'enrollment/invalid-value 10:11 `source.host`', hint: 'Write `git.acme.com`.' },
    {
      story: 'a repository as a URL',
      line: '    repo: acme/shop',
      becomes: '    repo: https://github.com/acme/shop.git',
      problem: 'enrollment/invalid-value 7:11 `source.repo`',
      hint: 'Write `acme/shop`.',
    },
    { story: 'a repository without an owner', line: '    repo: acme/shop', becomes: '    repo: shop', problem: 'enrollment/invalid-value 7:11 `source.repo`: `shop` is not a repository', hint: '' },
    {
      story: 'a subgroup on GitHub',
      line: '    repo: acme/shop',
      becomes: '    repo: acme/web/shop',
      problem: 'enrollment/invalid-value 7:11 `source.repo`: `acme/web/shop` is not a repository: write `owner/name` on GitHub',
      hint: '',
    },
    {
      story: 'a branch that ends with a slash',
      line: '    branch: main',
      becomes: '    branch: feature/',
      problem: 'enrollment/invalid-value 8:13 `source.branch`: `feature/` is not a branch name: it can not begin or end with `/`',
      hint: '',
    },
    { story: 'a branch without a value', line: '    branch: main', becomes: '    branch:', problem: 'enrollment/invalid-value 8:5 `source.branch` has no value', hint: 'For example `branch: main`.' },
    {
      story: 'a Dockerfile from the root',
      line: '    dockerfile: apps/shop/Dockerfile',
      becomes: '    dockerfile: /Dockerfile',
      problem: 'enrollment/invalid-value 9:17 `source.dockerfile`: `/Dockerfile` is not a path in the repository: it is relative',
      hint: 'Write `Dockerfile`.',
    },
    {
      story: 'a Dockerfile from here',
      line: '    dockerfile: apps/shop/Dockerfile',
      becomes: '    dockerfile: ./Dockerfile',
      problem: 'enrollment/invalid-value 9:17 `source.dockerfile`: `./Dockerfile`',
      hint: 'Write `Dockerfile`.',
    },
    {
      story: 'a Dockerfile with backslashes',
      line: '    dockerfile: apps/shop/Dockerfile',
      becomes: '    dockerfile: apps\\shop\\Dockerfile',
      problem: 'enrollment/invalid-value 9:17 `source.dockerfile`',
      hint: 'Write `apps/shop/Dockerfile`.',
    },
    { story: 'a context at the root', line: workflow, becomes: '    context: /', problem: 'enrollment/invalid-value 10:14 `source.context`', hint: 'Write `.` for the root of the repository.' },
    {
      story: 'platforms without brackets',
      line: workflow,
      becomes: '    platforms: linux/amd64, linux/arm64',
      problem: 'enrollment/invalid-value 10:16 `source.platforms` must be a list',
      hint: 'Write `[linux/amd64, linux/arm64]`.',
    },
    {
      story: 'a misspelt platform',
      line: workflow,
      becomes: '    platforms: [linux/amd64, linux/arm46]',
      problem: 'enrollment/invalid-value 10:30 `source.platforms[1]`: `linux/arm46` is not a platform',
      hint: 'Did you mean `linux/arm64`?',
    },
    {
      story: 'build arguments as a list',
      line: workflow,
      becomes: '    buildArgs: [A=1]',
      problem: 'enrollment/invalid-value 10:16 `source.buildArgs` must be a mapping',
      hint: 'Leave out the `- `.',
    },
    { story: 'the name of a build argument', line: workflow, becomes: '    buildArgs: {NODE-VERSION: 22}', problem: 'enrollment/invalid-value 10:17 `source.buildArgs.NODE-VERSION`', hint: '' },
    {
      story: 'a context image that is none',
      line: workflow,
      becomes: '    contexts: {base: "docker-image://Acme:1"}',
      problem: 'enrollment/invalid-value 10:22 `source.contexts.base`: `Acme:1` is not an image reference',
      hint: '',
    },
    {
      story: 'a source as text',
      line: '  source:',
      becomes: '  source: acme/shop\n  x-old:',
      problem: 'enrollment/invalid-value 5:11 `source` must be a mapping, with keys below it, not `acme/shop`.',
      hint: '',
    },
    { story: 'a hold as a boolean', line: last, becomes: '  hold: true', problem: 'enrollment/invalid-value 12:9 `hold` must be a mapping', hint: 'For example `hold: {reason: Release freeze' },
    { story: 'a hold without a reason', line: last, becomes: '  hold: {until: 2026-12-01T00:00:00Z}', problem: 'enrollment/missing-key 12:9 `hold.reason` is missing.', hint: 'Add `reason: …`.' },
    {
      story: 'a hold until a day',
      line: last,
      becomes: '  hold: {reason: Freeze, until: 2026-12-01}',
      problem: 'enrollment/invalid-value 12:33 `hold.until`: `2026-12-01` is not a time',
      hint: 'Write `2026-12-01T00:00:00Z`.',
    },
    {
      story: 'a hold until a day that is not',
      line: last,
      becomes: '  hold: {reason: Freeze, until: 2026-02-30T00:00:00Z}',
      problem: 'enrollment/invalid-value 12:33 `hold.until`: `2026-02-30T00:00:00Z` is not a time: there is no such date',
      hint: '',
    },
    {
      story: 'updates that are no list',
      line: last,
      becomes: '  updates:\n    repo: acme/deploy\n    path: x.yaml\n    type: helm',
      problem: 'enrollment/invalid-value 13:5 `updates` must be a list',
      hint: 'Put `- ` in front',
    },
    {
      story: 'an unknown kind of update',
      line: last,
      becomes: '  updates:\n  - repo: acme/deploy\n    path: x.yaml\n    type: kustomize',
      problem: 'enrollment/invalid-value 15:11 `updates[0].type`: `kustomize` is not allowed',
      hint: '',
    },
    {
      story: 'an update without a path',
      line: last,
      becomes: '  updates:\n  - repo: acme/deploy\n    type: helm',
      problem: 'enrollment/missing-key 13:5 `updates[0].path` is missing.',
      hint: 'For example `path: infra/kustomization.yaml`.',
    },
    {
      story: 'a key where kustomize needs none',
      line: last,
      becomes: '  updates:\n  - {repo: a/b, path: k.yaml, type: kustomize-set-image, key: a.b}',
      problem: 'enrollment/conflicting-keys 13:58 `updates[0].key` is for',
      hint: 'Remove it.',
    },
    { story: 'a tag that is none', line: last, becomes: '  tags: [latest, "a b"]', problem: 'enrollment/invalid-value 12:18 `tags[1]`: `a b` is not a tag', hint: '' },
    { story: 'a published tag that is none', line: last, becomes: '  publishedTag: .x', problem: 'enrollment/invalid-value 12:17 `publishedTag`: `.x` is not a tag', hint: '' },
    { story: 'an owner with spaces', line: last, becomes: '  owner: The Team', problem: 'enrollment/invalid-value 12:10 `owner`: `The Team` is not an owner', hint: '' },
    {
      story: 'tags to watch, for an image that we build',
      line: last,
      becomes: '  allowTags: ^1$',
      problem: 'enrollment/conflicting-keys 12:3 `allowTags` is for images that are only watched',
      hint: '`publishedTag`',
    },
    {
      story: 'a key twice',
      line: last,
      becomes: '  rebuildDelay: 8d',
      problem: 'yaml/duplicate-key 12:3 `rebuildDelay` is here a second time; it is first on line 11, column 3.',
      hint: 'Keep one of the two.',
    },
    { story: 'a source without a space', line: '    provider: github', becomes: '    provider:github', problem: 'yaml/syntax 6:13 There is no space after the colon.', hint: 'Write `key: value`' },
    { story: 'a key that is indented too far', line: last, becomes: '   autoRebuild: true', problem: 'yaml/syntax 12:4 The indent of this line', hint: 'same column' },
    { story: 'an open quote', line: '  registry: ghcr.io', becomes: '  registry: "ghcr.io', problem: 'yaml/syntax 3:13 The quote that opens here is not closed.', hint: 'Put another `"`' },
    { story: 'an alias', line: '  registry: ghcr.io', becomes: '  registry: *registry', problem: 'yaml/forbidden-feature 3:13 `*registry` is a YAML alias', hint: 'Write the values out.' },
  ];

  it.each(edits)('$story', ({ line, becomes, problem, hint }) => {
    expect(shop.split('\n')).toContain(line);
    const text = `${shop.replace(`${line}\n`, `${becomes}\n`)}${postgres}`;
    const [first = '', ...others] = told(text);
    expect(first.slice(0, problem.length)).toBe(problem);
    expect(first.split(' => ')[1]).toContain(hint);
    expect(others).toEqual([]);
    expect([...readEnrollment([{ path: 'images.yaml', text }]).value.images.keys()]).toEqual(['postgres']);
  });
});

describe('a wrong edit of an image that we only watch', () => {
  const edits: readonly Pick<WrongEdit, 'story' | 'becomes' | 'problem' | 'hint'>[] = [
    { story: 'nothing to watch', becomes: '  priority: 1', problem: 'enrollment/no-tags 1:3 This entry has neither `source` nor `allowTags` nor `constraint`', hint: '`constraint: 16-alpine`' },
    { story: 'both ways at once', becomes: '  allowTags: ^16$\n  constraint: "16"', problem: 'enrollment/conflicting-keys 5:3 `constraint` and `allowTags` exclude each other', hint: 'Keep one' },
    {
      story: 'a range with Lexical',
      becomes: '  constraint: ">=16"\n  imageSelectionStrategy: Lexical',
      problem: 'enrollment/conflicting-keys 4:3 `constraint` has no meaning with `imageSelectionStrategy: Lexical`.',
      hint: 'Use `allowTags`',
    },
    { story: 'a range with Digest', becomes: '  constraint: ">=16"\n  imageSelectionStrategy: Digest', problem: 'enrollment/conflicting-keys 4:3 `>=16` is a range', hint: 'one tag' },
    { story: 'many tags with Digest', becomes: '  allowTags: ^16\n  imageSelectionStrategy: Digest', problem: 'enrollment/conflicting-keys 4:3 `^16` allows more than one tag', hint: 'one tag' },
    { story: 'a constraint that is none', becomes: '  constraint: "; rm"', problem: 'enrollment/invalid-value 4:15 `constraint`: `; rm` is neither', hint: '' },
    {
      story: 'a misspelt strategy',
      becomes: '  allowTags: ^16\n  imageSelectionStrategy: Semver',
      problem: 'enrollment/invalid-value 5:27 `imageSelectionStrategy`: `Semver` is not allowed',
      hint: 'Did you mean `SemVer`?',
    },
    { story: 'a look-ahead', becomes: '  allowTags: ^16(?=x)', problem: 'enrollment/invalid-value 4:14 `allowTags`: `^16(?=x)` is not a regular expression that RE2 knows', hint: 'no look-ahead' },
    { story: 'a back-reference', becomes: '  allowTags: ^(a)\\1$', problem: 'enrollment/invalid-value 4:14 `allowTags`', hint: 'no back-references' },
    { story: 'a file pattern', becomes: "  allowTags: '*-alpine'", problem: 'enrollment/invalid-value 4:14 `allowTags`: `*-alpine`', hint: 'write `.*`' },
    { story: 'an open group', becomes: '  allowTags: ^(16', problem: 'enrollment/invalid-value 4:14 `allowTags`: `^(16` is not a regular expression that RE2 knows: missing closing ).', hint: '' },
    { story: 'a pattern that is too long', becomes: `  allowTags: ^${'a'.repeat(256)}`, problem: 'enrollment/invalid-value 4:14 `allowTags`: `^aaaa', hint: '' },
    { story: 'a key of images that we build', becomes: '  allowTags: ^16\n  updates: []', problem: 'enrollment/conflicting-keys 5:3 `updates` is for images that we build', hint: 'Add `source`' },
    { story: 'a source without anything', becomes: '  source:', problem: 'enrollment/invalid-value 4:3 `source` has no value', hint: '' },
  ];

  it.each(edits)('$story', ({ becomes, problem, hint }) => {
    const [first = '', ...others] = told(`${postgres.replace('  allowTags: ^16-alpine$', becomes)}${shop}`);
    expect(first.slice(0, problem.length)).toBe(problem);
    expect(first.split(' => ')[1]).toContain(hint);
    expect(others).toEqual([]);
  });
});

describe('a wrong file', () => {
  it.each([
    { story: 'nothing in it', text: '# nothing\n', problems: ['enrollment/not-a-list 0:0 The file holds no images.'], complete: false },
    { story: 'a mapping that is an entry', text: 'name: a\nregistry: b\n', problems: ['enrollment/not-a-list 1:1 The file is neither'], complete: false },
    { story: 'text', text: 'name:a', problems: ['enrollment/not-a-list 1:1 The file is neither'], complete: false },
    { story: 'an empty item', text: `-\n${postgres}`, problems: ['enrollment/invalid-value 1:1 This entry is empty.'], complete: false },
    { story: 'an item that is text', text: `${postgres}- mysql\n`, problems: ['enrollment/invalid-value 5:3 This is not an entry'], complete: false },
    {
      story: 'a mapping without images',
      text: 'version: 1\nimges: []\n',
      problems: ['enrollment/unknown-key 2:1 `imges` is not a key that is known here. => Did you mean `images`?'],
      complete: false,
    },
    { story: 'images without a value', text: 'version: 1\nimages:\n', problems: ['enrollment/invalid-value 2:1 `images` has no value'], complete: false },
    { story: 'another version', text: 'version: 2\nimages: []\n', problems: ['enrollment/invalid-value 1:10 `version`: `2` is not allowed; write `1`.'], complete: true },
    { story: 'a tab', text: '- name: a\n\tregistry: b\n', problems: ['yaml/syntax 2:1 A tab is used'], complete: true },
  ])('$story', ({ text, problems, complete }) => {
    expect(told(text)).toEqual(problems.map((problem) => expect.stringContaining(problem)));
    expect(readEnrollment([{ path: 'images.yaml', text }]).value.complete).toBe(complete);
  });

  it('is there without any entry when it says so', () => {
    expect(readEnrollment([{ path: 'images.yaml', text: '[]\n' }])).toMatchObject({ value: { complete: true }, problems: [] });
  });

  it('is missing: a warning, and nothing counts as removed', () => {
    expect(readEnrollment([])).toMatchObject({ value: { complete: false }, problems: [{ severity: 'warning', code: 'enrollment/missing-file' }] });
  });
});

describe('rules between entries', () => {
  it('keeps the first of two with the same name', () => {
    const { value, problems } = readEnrollment([
      { path: 'images.yaml', text: postgres },
      { path: 'images.d/b.yaml', text: postgres.replace('^16', '^17') },
    ]);
    expect(problems).toMatchObject([
      {
        code: 'enrollment/duplicate-name',
        message: '`postgres` is enrolled twice; the first entry, at images.yaml:1:9, counts.',
        source: { file: 'images.d/b.yaml', range: { start: { line: 1, column: 9 } } },
      },
    ]);
    expect([...value.images.values()]).toMatchObject([{ allowTags: '^16-alpine$' }]);
    expect(value).toMatchObject({ complete: true, unusable: new Set() });
  });

  it('refuses a second image that publishes the same, however it is spelt', () => {
    const text = `${shop.replaceAll('ghcr.io', 'docker.io').replace('repository: acme/shop', 'repository: nginx')}${shop.replace('name: shop', 'name: web').replaceAll('ghcr.io', 'index.docker.io').replace('repository: acme/shop', 'repository: library/nginx')}`;
    const { value, problems } = readEnrollment([{ path: 'images.yaml', text }]);
    expect(problems).toMatchObject([
      {
        code: 'enrollment/duplicate-image',
        message: '`web` publishes `docker.io/library/nginx`, as `shop` does (images.yaml:2:3).',
        image: 'web',
        source: { range: { start: { line: 14, column: 3 } } },
      },
    ]);
    expect(value.unusable).toEqual(new Set(['web']));
  });

  it('lets two external images watch the same repository', () => {
    expect(told(`${postgres}${postgres.replace('name: postgres', 'name: postgres-15').replace('16', '15')}`)).toEqual([]);
  });

  it('reads 20,000 entries and no more', () => {
    const entries = Array.from({ length: 20_001 }, (_, index) => `- {name: n${index}, registry: docker.io, repository: a/b, constraint: x}\n`);
    const { value, problems } = readEnrollment([{ path: 'images.yaml', text: entries.join('') }]);
    expect(problems).toMatchObject([{ code: 'enrollment/too-many', source: { range: { start: { line: 20_001, column: 3 } } } }]);
    expect([value.images.size, value.complete]).toEqual([20_000, false]);
  });

  it('tells everything that is wrong in all files at once', () => {
    const { problems } = readEnrollment([
      { path: 'images.yaml', text: shop.replace('7d', '7').replace('autoRebuild: true', 'autoRebuild: yes') },
      { path: 'images.d/a.yaml', text: '- name: "x\n' },
      { path: 'images.d/b.yaml', text: postgres.replace('registry', 'regstry') },
    ]);
    expect(problems.map(({ code, source }) => `${source?.file} ${code}`)).toEqual([
      'images.d/a.yaml yaml/syntax',
      'images.d/b.yaml enrollment/unknown-key',
      'images.yaml enrollment/invalid-value',
      'images.yaml enrollment/invalid-value',
    ]);
  });
});

describeShared('the enrollment of a real factory', 'real-factories/eda-mesh', (folder) => {
  it.each(readdirSync(folder).filter((name) => name.endsWith('.yaml')))('%s is accepted as it is', (name) => {
    const text = readFileSync(`${folder}/${name}`, 'utf8');
    const { value, problems } = readEnrollment([{ path: name, text }]);
    expect(problems).toEqual([]);
    expect([...value.images.keys()]).toEqual([...text.matchAll(/^- name: (.*)$/gm)].map(([, name]) => name));
  });
});
