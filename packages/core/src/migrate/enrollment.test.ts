import { describe, expect, it } from 'vitest';
import { readEnrollment } from '../enrollment/index.ts';
import { Repository } from './factory.fixture.ts';

const path = 'image-factory/images.yaml';

function migrated(text: string, settings?: string): { text: string; repository: Repository; fields: string[]; codes: string[] } {
  const repository = new Repository({ [path]: text, ...(settings === undefined ? {} : { '.cascadeguard.yaml': settings }) });
  const { steps, problems } = repository.migrate();
  return { text: repository.text(path), repository, fields: steps.map(({ field, did }) => `${did} ${field ?? ''}`), codes: problems.map(({ code }) => code) };
}

const header = '- name: web\n  registry: ghcr.io\n  repository: acme/web\n';
const source = '  source:\n    provider: github\n    dockerfile: web/Dockerfile\n';

describe('an entry of another program', () => {
  it.each([
    {
      story: 'a registry with a path, image and tag',
      given: '- name: web   # ours\n  registry: ghcr.io/acme/team  # theirs\n  image: web-app\n  tag: stable\n' + source,
      wanted: '- name: web   # ours\n  registry: ghcr.io  # theirs\n  repository: acme/team/web-app\n  publishedTag: stable\n' + source,
    },
    {
      story: 'without image its name is the last part',
      given: '- name: web\n  registry: ghcr.io/acme\n' + source,
      wanted: '- name: web\n  repository: acme/web\n  registry: ghcr.io\n' + source,
    },
    {
      story: 'a repository below the path of the registry',
      given: '- name: web\n  registry: ghcr.io/acme\n  repository: team/web\n' + source,
      wanted: '- name: web\n  registry: ghcr.io\n  repository: acme/team/web\n' + source,
    },
    {
      story: 'image names everything at once',
      given: '- name: web\n  image: ghcr.io/acme/web:1.2\n' + source,
      wanted: '- name: web\n  registry: ghcr.io\n  publishedTag: "1.2"\n  repository: acme/web\n' + source,
    },
    {
      story: 'a tag that looks like a number keeps its digits',
      given: header + '  tag: 3.20\n' + source,
      wanted: header + '  publishedTag: "3.20"\n' + source,
    },
    {
      story: 'quarantine is the delay',
      given: header + '  quarantine: 48h  # two days\n' + source,
      wanted: header + '  rebuildDelay: 48h  # two days\n' + source,
    },
    { story: 'bare hours', given: header + '  quarantine: 12\n' + source, wanted: header + '  rebuildDelay: 12h\n' + source },
    { story: 'no quarantine', given: header + '  quarantine: disabled\n' + source, wanted: header + '  rebuildDelay: 0h\n' + source },
    { story: 'the delay that is there counts', given: header + '  quarantine: 2d\n  rebuildDelay: 3d\n' + source, wanted: header + '  x-quarantine: 2d\n  rebuildDelay: 3d\n' + source },
    { story: 'a delay in words', given: header + '  rebuildDelay: 7 days\n' + source, wanted: header + '  rebuildDelay: 7d\n' + source },
    {
      story: 'a Dockerfile without a source',
      given: header + '  dockerfile: web/Dockerfile  # here\n',
      wanted: header + '  # here\n  source:\n    provider: github\n    dockerfile: web/Dockerfile\n',
    },
    {
      story: 'a Dockerfile beside a source that lacks it',
      given: header + '  source:\n    repo: acme/web\n    provider: github\n  dockerfile: web/Dockerfile\n',
      wanted: header + '  source:\n    dockerfile: web/Dockerfile\n    repo: acme/web\n    provider: github\n',
    },
    { story: 'a Dockerfile in both places', given: header + source + '  dockerfile: web/Dockerfile\n', wanted: header + source },
    { story: 'another Dockerfile beside the source', given: header + source + '  dockerfile: old/Dockerfile\n', wanted: header + source + '  x-dockerfile: old/Dockerfile\n' },
    {
      story: 'a source without a Dockerfile or a forge',
      given: header + '  quarantine: 1d\n  source:\n    repo: acme/web\n',
      wanted: header + '  rebuildDelay: 1d\n  source:\n    provider: github\n    dockerfile: Dockerfile\n    repo: acme/web\n',
    },
    {
      story: 'a URL for a repository',
      given: header + '  source:\n    repo: https://gitlab.example.com/acme/web.git\n    dockerfile: Dockerfile\n',
      wanted: header + '  source:\n    provider: gitlab\n    repo: acme/web\n    dockerfile: Dockerfile\n',
    },
    {
      story: 'in braces',
      given: '- {name: web, registry: ghcr.io/acme, image: web, source: {dockerfile: Dockerfile}}\n',
      wanted: '- {name: web, registry: ghcr.io, repository: acme/web, source: {provider: github, dockerfile: Dockerfile}}\n',
    },
    { story: 'Python spells booleans differently', given: header + '  autoRebuild: True\n  enabled: no\n' + source, wanted: header + '  autoRebuild: true\n  enabled: false\n' + source },
    {
      story: 'a name that no entry may have',
      given: '- name: Web_App\n  registry: ghcr.io\n  repository: acme/web\n' + source,
      wanted: '- name: web-app\n  registry: ghcr.io\n  repository: acme/web\n' + source,
    },
    { story: 'keys that only watching needs', given: header + source + '  allowTags: ^1$\n', wanted: header + source + '  x-allowTags: ^1$\n' },
    {
      story: 'build is off',
      given: header + source + '  build:\n    enabled: false\n',
      wanted: '- name: web\n  autoRebuild: false\n  registry: ghcr.io\n  repository: acme/web\n' + source + '  x-build:\n    enabled: false\n',
    },
    {
      story: 'only watched, by one tag',
      given: '- name: cache\n  registry: docker.io\n  repository: library/redis\n  tag: 7.4-alpine\n  enabled: true\n',
      wanted: '- name: cache\n  registry: docker.io\n  repository: library/redis\n  allowTags: ^7\\.4-alpine$\n  enabled: true\n',
    },
    {
      story: 'only watched, without a registry',
      given: '- name: memcached\n  enabled: false\n  namespace: library\n  latest_stable_tags:\n    - "1.6"\n    - "1.6-alpine"\n',
      wanted:
        '- name: memcached\n  registry: docker.io\n  repository: library/memcached\n  allowTags: ^(?:1\\.6|1\\.6-alpine)$\n  enabled: false\n  x-namespace: library\n  x-latest_stable_tags:\n    - "1.6"\n    - "1.6-alpine"\n',
    },
    {
      story: 'a doubled backslash',
      given: '- name: pg\n  registry: docker.io\n  repository: library/postgres\n  allowTags: ^16\\\\.\\\\d+$\n',
      wanted: '- name: pg\n  registry: docker.io\n  repository: library/postgres\n  allowTags: ^16\\.\\d+$\n',
    },
    { story: 'Windows line ends', given: (header + '  quarantine: 2d\n' + source).replaceAll('\n', '\r\n'), wanted: (header + '  rebuildDelay: 2d\n' + source).replaceAll('\n', '\r\n') },
    {
      story: 'the list below `images`',
      given: `images:\n  # the site\n  - name: web\n    registry: ghcr.io/acme\n    image: web\n    dockerfile: web/Dockerfile\n`,
      wanted: `images:\n  # the site\n  - name: web\n    registry: ghcr.io\n    repository: acme/web\n    source:\n      provider: github\n      dockerfile: web/Dockerfile\n`,
    },
  ])('$story', ({ given, wanted }) => {
    const result = migrated(given);
    expect(result.text).toBe(wanted);
    expect(result.codes).toEqual([]);
    expect(readEnrollment([{ path, text: result.text }]).problems).toEqual([]);
    expect(result.repository.migrate()).toMatchObject({ files: [], steps: [], problems: [] });
  });

  it('keys that no entry has are kept behind x-, wherever they are', () => {
    const { text, fields, codes } = migrated(
      `# heads\n${header}  tier: free # of charge\n  "odd key": 1\n${source}    depth: 1\n  updates:\n    - repo: acme/infra\n      path: k.yaml\n      type: helm\n      note: {a: [1, 2]}\n`,
    );
    expect(text).toBe(
      `# heads\n${header}  x-tier: free # of charge\n  "x-odd key": 1\n${source}    x-depth: 1\n  updates:\n    - repo: acme/infra\n      path: k.yaml\n      type: helm\n      x-note: {a: [1, 2]}\n`,
    );
    expect(fields).toEqual(['renamed web.tier', 'renamed web.odd key', 'renamed web.depth', 'renamed web.note']);
    expect(codes).toEqual([]);
  });

  it('a key that looks misspelt is told, and kept all the same', () => {
    const { text, codes } = migrated(`${header}${source}  rebuildDely: 7d\n`);
    expect([text, codes]).toEqual([`${header}${source}  x-rebuildDely: 7d\n`, ['migrate/unknown-key']]);
  });

  it('a tag that may have lost digits is told, unless fullImage has them', () => {
    expect(migrated(`${header}  tag: 3.2\n${source}`).codes).toEqual(['migrate/doubtful-value']);
    expect(migrated(`${header}  tag: "3.2"\n${source}`).codes).toEqual([]);
    const { text, codes } = migrated(`${header}  tag: 3.2\n  fullImage: ghcr.io/acme/web:3.20\n${source}`);
    expect([text, codes]).toEqual([`${header}  publishedTag: "3.20"\n  x-fullImage: ghcr.io/acme/web:3.20\n${source}`, []]);
  });

  it('what is missing and can not be known stays an error, and nothing is touched', () => {
    const text = `${header}${source}- name: other\n  registry: ghcr.io\n${source}- registry: ghcr.io\n  tier: free\n`;
    const result = migrated(text);
    expect(result.text).toBe(text.replace('  tier', '  x-tier'));
    expect(result.codes).toEqual(['enrollment/missing-key', 'enrollment/missing-key', 'enrollment/missing-key', 'enrollment/no-tags']);
  });
});

describe('settings of CascadeGuard', () => {
  const settings = 'defaults:\n  registry: ghcr.io/acme\n  local:\n    dir: images\nquarantine:\n  period: 3d\nci:\n  platform: gitlab\ncli:\n  version: v1\n';

  it('are written into the entries that rely on them', () => {
    const { text, codes } = migrated('- name: web\n  dockerfile: web/Dockerfile\n  local: {patchFiles: [a.patch]}\n', settings);
    expect(text).toBe(
      '- name: web\n  registry: ghcr.io\n  repository: acme/web\n  rebuildDelay: 3d\n  source:\n    provider: gitlab\n    dockerfile: web/Dockerfile\n  local: {dir: images, patchFiles: [a.patch]}\n',
    );
    expect(codes).toEqual([]);
  });

  it('say nothing about an enrollment that is fine', () => {
    expect(migrated(header + source, settings).text).toBe(header + source);
  });
});

describe('where images.yaml is', () => {
  it('at the root: it is read there and written to its place, with its comments', () => {
    const repository = new Repository({ 'images.yaml': '# all\n- name: web\n  registry: ghcr.io/acme\n  dockerfile: Dockerfile\n' });
    repository.migrate();
    expect(repository.text(path)).toContain('# all\n- name: web\n');
    expect(repository.text('images.yaml')).toContain('registry: ghcr.io/acme\n');
    expect(repository.migrate()).toMatchObject({ files: [], steps: [] });
  });

  it('at the root, and something else: it is left alone', () => {
    const repository = new Repository({ 'images.yaml': 'images:\n  app:\n    tag: 1\n' });
    expect(repository.migrate()).toMatchObject({ files: [], steps: [], problems: [] });
  });

  it('one that can not be changed in place gets a new one beside it', () => {
    const text = '- dockerfile: Dockerfile\n  name: web # ours\n  registry: ghcr.io\n  repository: acme/web\n';
    const repository = new Repository({ [path]: text });
    expect(repository.migrate().problems.map(({ code }) => code)).toContain('migrate/new-file');
    expect(repository.text(path)).toBe(text);
    const written = repository.text(`${path}.migrated`);
    expect(readEnrollment([{ path, text: written }])).toMatchObject({ problems: [] });
    repository.migrate();
    expect(repository.text(`${path}.migrated`)).toBe(written);
  });

  it('one that is no YAML is told, and stays', () => {
    const repository = new Repository({ [path]: '- a: &x 1\n' });
    expect(repository.migrate()).toMatchObject({ files: [], steps: [] });
  });
});
