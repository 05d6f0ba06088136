import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderEntry } from './render-entry.ts';
import { readEnrollment } from './read.ts';
import type { EnrolledImage } from './types.ts';

function readAll(text: string): EnrolledImage[] {
  const { value, problems } = readEnrollment([{ path: 'images.yaml', text }]);
  expect(problems).toEqual([]);
  return [...value.images.values()];
}

function readOne(text: string): EnrolledImage {
  const [image] = readAll(text);
  if (image === undefined) throw new Error('no image');
  return image;
}

const least = `- name: shop
  registry: ghcr.io
  repository: acme/shop
  source:
    provider: github
    dockerfile: Dockerfile
`;

describe('an entry that says only what it must', () => {
  it('gets every default, and its source is this repository', () => {
    expect(readOne(least)).toEqual({
      kind: 'managed',
      name: 'shop',
      registry: 'ghcr.io',
      repository: 'acme/shop',
      source: { provider: 'github', host: 'github.com', branch: 'main', dockerfile: 'Dockerfile', context: '.' },
      rebuildDelay: { text: '7d', milliseconds: 604_800_000 },
      autoRebuild: true,
      enabled: true,
      cascade: 'transitive',
      publishedTag: 'latest',
      priority: 0,
      tags: [],
      updates: [],
      metadata: {},
      written: { name: 'shop', registry: 'ghcr.io', repository: 'acme/shop', source: { provider: 'github', dockerfile: 'Dockerfile' } },
      at: { file: 'images.yaml', range: { start: { line: 1, column: 3 }, end: { line: 1, column: 13 } } },
      dockerfileAt: { file: 'images.yaml', range: { start: { line: 6, column: 17 }, end: { line: 6, column: 27 } } },
    });
  });

  it('is on gitlab.com when the provider is GitLab', () => {
    expect(readOne(least.replace('github', 'gitlab'))).toMatchObject({ source: { host: 'gitlab.com' } });
  });

  it.each([
    { story: 'one tag by a pattern', line: 'allowTags: ^16-alpine$', watch: { allowTags: '^16-alpine$', imageSelectionStrategy: 'Digest' } },
    { story: 'many tags', line: 'allowTags: ^16-', watch: { allowTags: '^16-', imageSelectionStrategy: 'Lexical' } },
    { story: 'one tag', line: 'constraint: 16-alpine', watch: { constraint: '16-alpine', imageSelectionStrategy: 'Digest' } },
    { story: 'a tag that is a number', line: 'constraint: 1.10', watch: { constraint: '1.10', imageSelectionStrategy: 'Digest' } },
    { story: 'a range', line: 'constraint: ">=16 <17"', watch: { constraint: '>=16 <17', imageSelectionStrategy: 'SemVer' } },
    { story: 'any version of a kind', line: 'constraint: 16.x', watch: { constraint: '16.x', imageSelectionStrategy: 'SemVer' } },
    { story: 'what it says', line: 'allowTags: ^16-\n  imageSelectionStrategy: NewestBuild', watch: { imageSelectionStrategy: 'NewestBuild' } },
    { story: 'versions among some tags', line: 'allowTags: ^v\n  constraint: ^1.2\n  imageSelectionStrategy: SemVer', watch: { allowTags: '^v', constraint: '^1.2' } },
  ])('watches $story', ({ line, watch }) => {
    expect(readOne(`- name: db\n  registry: docker.io\n  repository: postgres\n  ${line}\n`)).toMatchObject({ kind: 'external', repository: 'library/postgres', ...watch });
  });
});

describe('an entry that says everything', () => {
  const full = `- name: shop
  registry: index.docker.io
  repository: shop
  source:
    provider: gitlab
    host: Git.Example.com:8443
    repo: acme/web/shop
    branch: release/1.x
    dockerfile: apps/shop/Dockerfile
    context: apps/shop
    pipeline: .gitlab-ci.yml
    job: build shop
    target: 1
    platforms: [linux/x86_64, arm64]
    buildArgs: {NODE_VERSION: 22, TAG: 1.10, EMPTY: "", SHELL: "$HOME"}
    contexts: {base: "docker-image://ghcr.io/acme/base:1", docs: ./docs}
    bakeFile: docker-bake.hcl
  rebuildDelay: 0d
  autoRebuild: false
  enabled: false
  cascade: none
  hold: {reason: "Freeze: until \${DAY}", until: 2026-12-01T01:00:00+01:00}
  verify: {issuer: x}
  updates:
  - {repo: acme/deploy, branch: main, path: values.yaml, type: helm, key: image.tag}
  publishedTag: 3.20
  tags: [1e3, 007, null, "{{version}}"]
  versioning: semver
  local: {dir: local/shop, dockerfile: Dockerfile, patchFiles: [a.patch], versionFile: VERSION}
  priority: -5
  owner: group:default/web
  description: |
    Two lines,
    the second.
  metadata: {team: web, cost: 3.20, tier: 1}
  x-note: {any: [thing, 3]}
`;

  it('comes through, texts as they are written', () => {
    const { written, ...image } = readOne(full);
    expect(image).toMatchObject({
      registry: 'docker.io',
      repository: 'library/shop',
      source: {
        host: 'git.example.com:8443',
        repo: 'acme/web/shop',
        target: '1',
        platforms: ['linux/amd64', 'linux/arm64'],
        buildArgs: { NODE_VERSION: '22', TAG: '1.10', EMPTY: '', SHELL: '$HOME' },
      },
      rebuildDelay: { milliseconds: 0 },
      hold: { reason: 'Freeze: until ${DAY}', until: new Date('2026-12-01T00:00:00Z') },
      verify: { issuer: 'x' },
      publishedTag: '3.20',
      tags: ['1e3', '007', 'null', '{{version}}'],
      updates: [{ key: 'image.tag' }],
      local: { patchFiles: ['a.patch'] },
      metadata: { team: 'web', cost: '3.20', tier: 1 },
    });
    expect(written).toMatchObject({
      registry: 'index.docker.io',
      source: { target: '1', buildArgs: { NODE_VERSION: '22' }, platforms: ['linux/x86_64', 'arm64'] },
      autoRebuild: false,
      priority: -5,
      publishedTag: '3.20',
      tags: ['1e3', '007', 'null', '{{version}}'],
      hold: { until: '2026-12-01T01:00:00+01:00' },
      metadata: { cost: '3.20', tier: 1 },
      'x-note': { any: ['thing', 3] },
    });
  });
});

describe('the mapping form', () => {
  const shared = `version: 1
x-owner: somebody
defaults:
  registry: ghcr.io
  rebuildDelay: 30d
  cascade: direct
  owner: web
  source:
    provider: github
    repo: acme/shop
    buildArgs: {A: 1}
images:
- name: a
  repository: acme/a
  source: {dockerfile: a/Dockerfile}
- name: b
  repository: acme/b
  rebuildDelay: 1d
  source: {dockerfile: b/Dockerfile, repo: acme/b, buildArgs: {B: 2}}
- name: c
  repository: acme/c
  constraint: latest
`;

  it('gives entries what they do not say themselves', () => {
    const [a, b, c] = readAll(shared);
    expect(a).toMatchObject({
      registry: 'ghcr.io',
      rebuildDelay: { text: '30d' },
      cascade: 'direct',
      owner: 'web',
      source: { provider: 'github', repo: 'acme/shop', dockerfile: 'a/Dockerfile', buildArgs: { A: '1' } },
    });
    expect(b).toMatchObject({ rebuildDelay: { text: '1d' }, source: { repo: 'acme/b', buildArgs: { B: '2' } } });
    expect(c).toMatchObject({ kind: 'external', registry: 'ghcr.io', rebuildDelay: { text: '30d' } });
    expect(a?.written).toEqual({ name: 'a', repository: 'acme/a', source: { dockerfile: 'a/Dockerfile' } });
  });

  it('holds for its own file', () => {
    const other = '- {name: d, repository: acme/d, constraint: latest}\n';
    expect(
      readEnrollment([
        { path: 'images.yaml', text: shared },
        { path: 'images.d/d.yaml', text: other },
      ]).problems,
    ).toMatchObject([{ code: 'enrollment/missing-key', source: { file: 'images.d/d.yaml' } }]);
  });

  it.each([
    { story: 'a misspelt key, of which it is clear what was meant', line: 'cascade: direct', becomes: 'cascad: direct', problem: 'enrollment/unknown-key 6:3', left: ['c'] },
    { story: 'a key that is no default', line: 'owner: web', becomes: 'repository: x', problem: 'enrollment/unknown-key 7:3', left: ['a', 'b', 'c'] },
    { story: 'a wrong value leaves out who relies on it', line: 'rebuildDelay: 30d', becomes: 'rebuildDelay: 30', problem: 'enrollment/invalid-value 5:17', left: ['b'] },
    { story: 'a wrong value for images that we build', line: 'cascade: direct', becomes: 'cascade: drct', problem: 'enrollment/invalid-value 6:12', left: ['c'] },
    { story: 'a wrong source', line: 'provider: github', becomes: 'provider: git', problem: 'enrollment/invalid-value 9:15', left: ['c'] },
    { story: 'a key twice', line: 'owner: web', becomes: 'cascade: none', problem: 'yaml/duplicate-key 7:3', left: ['c'] },
  ])('tells what is wrong with the defaults once: $story', ({ line, becomes, problem, left }) => {
    const { value, problems } = readEnrollment([{ path: 'images.yaml', text: shared.replace(line, becomes) }]);
    expect(problems.map(({ code, source }) => `${code} ${source?.range?.start.line}:${source?.range?.start.column}`)).toEqual([problem]);
    expect([...value.images.keys()]).toEqual(left);
    expect([...value.images.keys(), ...value.unusable].toSorted()).toEqual(['a', 'b', 'c']);
    expect(value.complete).toBe(true);
  });
});

describe('writing an entry', () => {
  const word = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
  const version = fc.constantFrom('latest', '3.20', '1e3', '007', 'null', 'true', '0x10', '1_0');
  const draft = fc.record(
    {
      name: word,
      registry: fc.constant('ghcr.io'),
      repository: word.map((name) => `acme/${name}`),
      source: fc.record(
        {
          provider: fc.constantFrom('github', 'gitlab'),
          dockerfile: fc.constant('Dockerfile'),
          branch: fc.constantFrom('main', '007', '1.10'),
          buildArgs: fc.dictionary(
            fc.constantFrom('A', 'B_C'),
            fc.string().filter((text) => !/\$\{[{%]/.test(text)),
          ),
        },
        { requiredKeys: ['provider', 'dockerfile'] },
      ),
      rebuildDelay: fc.constantFrom('7d', '0m'),
      autoRebuild: fc.boolean(),
      priority: fc.integer({ min: -1000, max: 1000 }),
      tags: fc.array(version, { maxLength: 3 }),
      publishedTag: version,
      description: fc.constantFrom('yes', 'a: b', '# no', '- x', "it's", '"q"', '@a', '*a', '1.10'),
    },
    { requiredKeys: ['name', 'registry', 'repository', 'source'] },
  );

  it('can be read back', () => {
    fc.assert(
      fc.property(draft, (entry) => {
        const text = renderEntry(entry)
          .split('\n')
          .map((line, index) => `${index === 0 ? '- ' : '  '}${line}\n`)
          .join('');
        expect(readOne(text).written).toEqual(entry);
      }),
    );
  });

  it('is in the order of the documentation', () => {
    const text = renderEntry({ rebuildDelay: '7d', 'x-a': 1, owner: undefined, source: { dockerfile: 'D', provider: 'github' }, repository: 'a/b', name: 'shop', registry: 'r' });
    expect(text.split('\n')).toEqual(['name: shop', 'registry: r', 'repository: a/b', 'source:', '  provider: github', '  dockerfile: D', 'rebuildDelay: 7d', 'x-a: 1']);
  });
});
