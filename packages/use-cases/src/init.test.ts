import { parseBranchName, parseHost, parseRepoPath, parseSlugOfAnyForge, readEnrollment, readFactory, type BranchName, type RepoPath } from '@image-factory/core/enrollment';
import type { Result } from '@image-factory/core/text';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isDeepStrictEqual } from 'node:util';
import { proposeNames } from './init-names.ts';
import type { Checkout } from './init-proposal.ts';
import { init, type InitReport } from './init.ts';
import { entry, memoryRepository } from './memory.fixture.ts';

function sure<T>(parsed: Result<T, unknown>): T {
  if (!parsed.ok) throw new TypeError('not valid');
  return parsed.value;
}

const path = (text: string): RepoPath => sure(parseRepoPath(text));
const main: BranchName = sure(parseBranchName('main'));
const acme: Checkout = { slug: sure(parseSlugOfAnyForge('Acme/Portal')), host: sure(parseHost('github.com')), branch: main, folder: 'work' };
const images = 'image-factory/images.yaml';
const factory = 'image-factory/factory.yaml';

async function run(files: Readonly<Record<string, string>>, { checkout = acme, dryRun = false, complete = true } = {}): Promise<{ report: InitReport; files: Map<string, string> }> {
  const repository = memoryRepository(files);
  const paths = Object.keys(files)
    .filter((name) => /Dockerfile/.test(name))
    .toSorted();
  const report = await init({ dir: path('image-factory'), checkout, dryRun }, { ...repository.deps, findDockerfiles: async () => ({ paths, complete }) });
  return { report, files: repository.files };
}

const from = 'FROM alpine:3.20\n';

describe('what init writes', () => {
  it('is an enrollment without a single problem, with an entry for each Dockerfile', async () => {
    const { report, files } = await run({ Dockerfile: from, 'apps/web/Dockerfile': from, 'apps/api/Dockerfile.worker': from });
    const read = readEnrollment([{ path: images, text: files.get(images) ?? '' }]);
    expect(read.problems).toEqual([]);
    expect([...read.value.images.values()].map((image) => [image.name, `${image.registry}/${image.repository}`, image.kind === 'managed' && image.source.dockerfile])).toEqual([
      ['portal', 'ghcr.io/acme/portal', 'Dockerfile'],
      ['api-worker', 'ghcr.io/acme/api-worker', 'apps/api/Dockerfile.worker'],
      ['web', 'ghcr.io/acme/web', 'apps/web/Dockerfile'],
    ]);
    expect(report).toMatchObject({ changed: true, problems: [] });
  });

  it('looks like this', async () => {
    const { files } = await run({ 'apps/web/Dockerfile': from });
    expect(files.get(images)).toMatchInlineSnapshot(`
      "# The images that the factory looks after. \`image-factory init\` proposed these entries from the
      # Dockerfiles of this repository: check \`registry\` and \`repository\`, and delete what you do not publish.
      #
      # \`source\` without \`repo\` is this repository. More that an entry can say:
      #
      #   rebuildDelay: 7d         how long a changed base image waits before the rebuild
      #   autoRebuild: false       never rebuild by itself
      #   source.context: apps/x   the folder that the build sees, when it is not the whole repository
      #   source.target: prod      the build stage to build, when it is not the last one
      #   source.workflow: x.yml   the workflow that builds it, instead of the factory's own
      #
      # An image that is only watched has no \`source\`:
      #
      #   - name: postgres
      #     registry: docker.io
      #     repository: library/postgres
      #     allowTags: ^16-alpine$

      - name: web
        registry: ghcr.io
        repository: acme/web
        source:
          provider: github
          branch: main
          dockerfile: apps/web/Dockerfile
      "
    `);
  });

  it('a factory.yaml with what the checkout tells, and no problem', async () => {
    const { files } = await run({ Dockerfile: from });
    const read = readFactory({ path: factory, text: files.get(factory) ?? '' });
    expect(read.problems).toEqual([]);
    expect(read.value).toMatchObject({ repository: 'Acme/Portal', provider: 'github', host: 'github.com', branch: 'main' });
  });

  it('without Dockerfiles: an empty list, which stands for no images', async () => {
    const { files } = await run({});
    expect(readEnrollment([{ path: images, text: files.get(images) ?? '' }])).toMatchObject({ problems: [], value: { complete: true } });
  });

  it('nothing in a dry run, but the texts are in the report', async () => {
    const { report, files } = await run({ Dockerfile: from }, { dryRun: true });
    expect([...files.keys()]).toEqual(['Dockerfile']);
    expect(report.files.map(({ change, text = '' }) => [change, text.length > 0])).toEqual([
      ['added', true],
      ['added', true],
    ]);
  });

  it('nothing over what is there', async () => {
    const before = { [images]: entry('web'), [factory]: 'branch: trunk\n', 'web/Dockerfile': from, 'api/Dockerfile': from };
    const { report, files } = await run(before);
    expect(isDeepStrictEqual(Object.fromEntries(files), before)).toBe(true);
    expect(report).toMatchObject({
      changed: false,
      files: [
        { path: images, change: 'kept' },
        { path: factory, change: 'kept' },
      ],
    });
    expect(report.proposals.map(({ name }) => name)).toEqual(['api']);
    expect(report.problems.map(({ code, message }) => [code, message])).toEqual([
      ['init/file-kept', `${factory} is there already; it was left as it is.`],
      ['init/file-kept', `${images} is there already; it was left as it is.`],
    ]);
  });

  it('nothing that images.d enrolls already, neither name nor image', async () => {
    const other =
      entry('web').replace('dockerfile: web/Dockerfile', 'dockerfile: elsewhere/Dockerfile') + entry('theirs').replace('acme/theirs', 'acme/api').replace('theirs/Dockerfile', 'x/Dockerfile');
    const { report, files } = await run({ 'image-factory/images.d/team.yaml': other, 'web/Dockerfile': from, 'api/Dockerfile': from });
    expect(report.proposals.map(({ name, repository }) => [name, repository])).toEqual([['portal-web', 'acme/portal-web']]);
    expect(report.problems).toMatchObject([{ code: 'init/left-out', message: '`api/Dockerfile` would be ghcr.io/acme/api, which is enrolled already, as theirs.' }]);
    expect(
      readEnrollment([
        { path: images, text: files.get(images) ?? '' },
        { path: 'image-factory/images.d/team.yaml', text: other },
      ]).problems,
    ).toEqual([]);
  });
});

describe('what can not be proposed is told', () => {
  it.each([
    { story: 'a path that images.yaml can not hold', file: 'a b/Dockerfile', text: from, says: /`a b\/Dockerfile` is not a path/ },
    { story: 'a template', file: 'tmpl/Dockerfile', text: '{{ base }}\n', says: /`tmpl\/Dockerfile` has no FROM/ },
  ])('$story', async ({ file, text, says }) => {
    const { report } = await run({ [file]: text });
    expect(report.proposals).toEqual([]);
    expect(report.problems).toMatchObject([{ severity: 'notice', code: 'init/left-out', message: expect.stringMatching(says) }]);
  });

  it('a search that stopped', async () => {
    expect((await run({}, { complete: false })).report.problems).toMatchObject([{ code: 'init/left-out', message: expect.stringMatching(/more folders/) }]);
  });

  it('no remote: a placeholder, and a word about it', async () => {
    const { report, files } = await run({ Dockerfile: from }, { checkout: { branch: main, folder: 'My Work' } });
    expect(report.proposals).toMatchObject([{ name: 'my-work', repository: 'your-organization/my-work' }]);
    expect(report.problems).toMatchObject([{ code: 'init/guessed' }]);
    expect(readEnrollment([{ path: images, text: files.get(images) ?? '' }]).problems).toEqual([]);
  });
});

describe('registry and forge', () => {
  it.each([
    { story: 'GitHub', slug: 'Acme/Portal', host: 'github.com', registry: 'ghcr.io', repository: 'acme/portal', provider: 'github' },
    { story: 'gitlab.com', slug: 'acme/platform/portal', host: 'gitlab.com', registry: 'registry.gitlab.com', repository: 'acme/platform/portal/portal', provider: 'gitlab' },
    { story: 'a GitLab of its own', slug: 'acme/portal', host: 'gitlab.example.com', registry: 'registry.gitlab.example.com', repository: 'acme/portal/portal', provider: 'gitlab' },
    { story: 'subgroups, which only GitLab has', slug: 'a/b/portal', host: 'git.example.com', registry: 'registry.git.example.com', repository: 'a/b/portal/portal', provider: 'gitlab' },
  ])('$story', async ({ slug, host, registry, repository, provider }) => {
    const checkout = { slug: sure(parseSlugOfAnyForge(slug)), host: sure(parseHost(host)), branch: main, folder: 'x' };
    const { report, files } = await run({ Dockerfile: from }, { checkout });
    expect(report.proposals).toMatchObject([{ registry, repository, provider }]);
    expect(readEnrollment([{ path: images, text: files.get(images) ?? '' }]).problems).toEqual([]);
    expect(readFactory({ path: factory, text: files.get(factory) ?? '' })).toMatchObject({ problems: [], value: { provider, host, repository: slug } });
  });
});

describe('the workflow that builds an image', () => {
  const workflow = (text: string, dispatch = 'on: workflow_dispatch\n') => `${dispatch}jobs:\n  build:\n    steps:\n${text}`;
  it.each([
    { story: 'names its Dockerfile', workflows: { 'web.yml': workflow('    - run: docker build -f apps/web/Dockerfile .\n') }, finds: 'web.yml' },
    { story: 'names it from here', workflows: { 'web.yml': workflow('    - with:\n        file: "./apps/web/Dockerfile"\n') }, finds: 'web.yml' },
    { story: 'names its folder as context', workflows: { 'web.yaml': workflow('    - with:\n        context: ./apps/web/\n') }, finds: 'web.yaml' },
    { story: 'names another one', workflows: { 'web.yml': workflow('    - run: docker build -f apps/web/Dockerfile.dev .\n') }, finds: undefined },
    { story: 'names one that ends alike', workflows: { 'web.yml': workflow('    - run: docker build -f more/apps/web/Dockerfile .\n') }, finds: undefined },
    { story: 'names it in a comment', workflows: { 'web.yml': workflow('    # apps/web/Dockerfile\n') }, finds: undefined },
    { story: 'is one of two', workflows: { 'a.yml': workflow('    - run: x apps/web/Dockerfile\n'), 'b.yml': workflow('    - run: y apps/web/Dockerfile\n') }, finds: undefined },
  ])('$story: $finds', async ({ workflows, finds }) => {
    const files = Object.fromEntries(Object.entries(workflows).map(([name, text]) => [`.github/workflows/${name}`, text]));
    const { report } = await run({ 'apps/web/Dockerfile': from, ...files });
    expect(report.proposals.map((proposal) => proposal.workflow)).toEqual([finds]);
    expect(report.problems).toEqual([]);
  });

  it.each([
    { line: '    - run: docker build -f Dockerfile .\n', finds: 'build.yml' },
    { line: '    - with: {file: Dockerfile}\n', finds: undefined },
    { line: '    - with:\n        file: Dockerfile\n', finds: 'build.yml' },
    { line: '    - name: Lint the Dockerfile\n', finds: undefined },
  ])('a Dockerfile at the root must be named as a file: $line', async ({ line, finds }) => {
    const { report } = await run({ Dockerfile: from, '.github/workflows/build.yml': workflow(line) });
    expect(report.proposals[0]?.workflow).toBe(finds);
  });

  it('without workflow_dispatch the factory could not start it', async () => {
    const { report } = await run({ 'apps/web/Dockerfile': from, '.github/workflows/web.yml': workflow('    - run: x apps/web/Dockerfile\n', 'on: push\n') });
    expect(report.problems).toMatchObject([{ code: 'init/not-startable', message: expect.stringContaining('web.yml') }]);
  });
});

it('tells which credentials the enrolled images need', async () => {
  const elsewhere = (name: string, repo: string) => entry(name).replace('branch: main', `branch: main\n    repo: ${repo}`);
  const gitlab = entry('lab').replace('provider: github', 'provider: gitlab');
  const watched = '- name: postgres\n  registry: docker.io\n  repository: library/postgres\n  constraint: 16-alpine\n';
  const { report } = await run({ [images]: entry('own') + elsewhere('same', 'acme/portal') + elsewhere('friend', 'ACME/shop') + elsewhere('foreign', 'other/shop') + gitlab + watched });
  expect(report.credentials).toEqual([
    { image: 'own', needs: 'own' },
    { image: 'same', needs: 'own' },
    { image: 'friend', needs: 'app' },
    { image: 'foreign', needs: 'app-and-consent' },
    { image: 'lab', needs: 'gitlab' },
    { image: 'postgres', needs: 'none' },
  ]);
});

describe('names', () => {
  const names = (...paths: string[]): string[] => [...proposeNames(paths.map(path), 'Acme_Shop').values()];
  it.each([
    { story: 'the root', paths: ['Dockerfile'], gives: ['acme-shop'] },
    { story: 'the folder', paths: ['apps/backstage/packages/backend/Dockerfile'], gives: ['backend'] },
    { story: 'a folder that says nothing', paths: ['apps/web/docker/Dockerfile', '.docker/Dockerfile'], gives: ['web', 'acme-shop'] },
    { story: 'variants', paths: ['web/Dockerfile', 'web/Dockerfile.dev', 'web/debug.Dockerfile'], gives: ['web', 'web-dev', 'web-debug'] },
    { story: 'folders of one name', paths: ['a/web/Dockerfile', 'b/web/Dockerfile', 'c/api/Dockerfile'], gives: ['a-web', 'b-web', 'api'] },
    { story: 'the same words in another way', paths: ['a/b-c/Dockerfile', 'a-b/c/Dockerfile', 'x/c/Dockerfile'], gives: ['b-c', 'a-b-c', 'x-c'] },
    { story: 'one file, two names for it', paths: ['web/Containerfile', 'web/Dockerfile'], gives: ['acme-shop-web', 'acme-shop-web-2'] },
    { story: 'a beginning that is reserved', paths: ['base-python/Dockerfile', 'base/Dockerfile'], gives: ['python-base', 'base'] },
    { story: 'characters that names do not have', paths: ['_Web@2/Dockerfile'], gives: ['web-2'] },
    { story: 'nothing but such characters', paths: ['__/Dockerfile'], gives: ['image'] },
  ])('$story', ({ paths, gives }) => {
    expect(names(...paths)).toEqual(gives);
  });

  it('law: whatever the paths, every name is valid, free and no other', () => {
    const segment = fc.stringMatching(/^[A-Za-z0-9._@+-]{1,12}$/).filter((text) => parseRepoPath(text).ok);
    const anyPath = fc
      .tuple(fc.array(segment, { maxLength: 6 }), fc.constantFrom('Dockerfile', 'Containerfile', 'Dockerfile.x', 'y.Dockerfile'))
      .map(([folders, file]) => path([...folders, file].join('/')));
    fc.assert(
      fc.property(fc.uniqueArray(anyPath, { maxLength: 20 }), fc.string(), (paths, repository) => {
        const taken = new Set(['web', 'image']);
        const given = [...proposeNames(paths, repository, taken).values()];
        expect(given).toHaveLength(paths.length);
        expect(new Set([...given, ...taken]).size).toBe(given.length + taken.size);
        for (const name of given) expect(name).toMatch(/^(?!base-)[a-z0-9](?:[a-z0-9-]{0,50}[a-z0-9])?$/);
      }),
    );
  });
});
