import { temporaryFolder, temporaryRepository, treeHash, type Files } from '@image-factory/testkit';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cli, entry, images, shop } from './cli.fixture.ts';

const broken: Files = { ...shop, [images]: `${shop[images]}\n- name: odd\n  registry: ghcr.io\n  repository: acme/odd\n  source:\n    provider: github\n    dockerfle: x/Dockerfile\n` };
const missing: Files = { ...shop, [images]: `${shop[images]}\n${entry('gone')}` };
const circle: Files = { [images]: entry('a') + entry('b'), 'a/Dockerfile': 'FROM ghcr.io/acme/b\n', 'b/Dockerfile': 'FROM ghcr.io/acme/a\n', 'image-factory/factory.yaml': 'repository: acme/shop\n' };

interface Row {
  readonly story: string;
  readonly files: Files;
  /** Command lines that run before, and must succeed or fail as they like. */
  readonly before?: readonly string[];
  readonly line: string;
  readonly exit: number;
  readonly out?: readonly (string | RegExp)[];
  readonly err?: readonly (string | RegExp)[];
}

const nothing = /^$/;

const rows: readonly Row[] = [
  {
    story: 'the main job',
    files: shop,
    line: 'update',
    exit: 0,
    out: ['Images (3)', /created +image +web/, 'added  dist/image-factory.k8s.yaml', 'files changed.', 'git add image-factory dist && git commit'],
    err: [nothing],
  },
  { story: 'a second time', files: shop, before: ['update'], line: 'update --exit-code', exit: 0, out: ['Nothing changed: everything is up to date (3 images).'], err: [nothing] },
  { story: 'changes, and somebody asked for them', files: shop, line: 'update --exit-code', exit: 2, out: ['files changed.'] },
  { story: 'changes that would be', files: shop, line: 'update --dry-run --exit-code', exit: 2, out: ['Changes (dry run: nothing was written)', 'would change; nothing was written.'] },
  { story: 'no images.yaml', files: {}, line: 'update --exit-code', exit: 0, out: [nothing], err: ['There is no image-factory/images.yaml', 'image-factory init', '1 warning'] },
  { story: 'no images.yaml, strictly', files: {}, line: 'update --strict', exit: 1 },
  {
    story: 'one bad entry',
    files: broken,
    line: 'update',
    exit: 1,
    out: [/web +managed +success/],
    err: [`${images}:27:5: error: \`source.dockerfle\``, '  27 |     dockerfle: x/Dockerfile\n     |     ^^^^^^^^^\n  hint: Did you mean `dockerfile`?', '1 error'],
  },
  { story: 'an error weighs more than a change', files: broken, line: 'update --exit-code', exit: 1 },
  { story: 'a missing Dockerfile', files: missing, line: 'analyze', exit: 0, out: [/gone +managed +failed/], err: ['warning: gone: there is no file gone/Dockerfile.', '1 warning'] },
  { story: 'a missing Dockerfile, strictly', files: missing, line: 'analyze --strict', exit: 1 },
  { story: 'a circle', files: circle, line: 'update -q', exit: 1, out: [nothing], err: ['These images are built from each other: a ← b ← a.', '[graph/cycle]'] },
  { story: 'one image', files: shop, line: 'analyze --image web', exit: 0, out: [/runtime +managed +pending/, /web +managed +success/] },
  { story: 'an image that is not enrolled', files: shop, line: 'analyze --image wbe', exit: 1, out: [nothing], err: ['No enrolled image is called "wbe".', 'hint: Did you mean web?'] },
  { story: 'quietly', files: shop, line: 'update --quiet', exit: 0, out: [nothing], err: [nothing] },
  { story: 'verbosely', files: shop, line: 'update --verbose', exit: 0, out: [/created +base +node-22-bookworm-slim/, 'added  image-factory/state/images/web.yaml'], err: ['Analyze Dockerfiles …'] },
  { story: 'manifests of what was analyzed', files: shop, before: ['analyze'], line: 'synth', exit: 0, out: ['Kubernetes objects', 'Warehouse', '2 files changed.'], err: [nothing] },
  {
    story: 'the graph',
    files: shop,
    before: ['analyze'],
    line: 'graph',
    exit: 0,
    out: ['ghcr.io/astral-sh/uv:0.9\n└─ runtime [managed] (mount)\n   └─ web [managed]\n', 'golang:1.24\n└─ web [managed] (build-stage)\n'],
    err: [nothing],
  },
  { story: 'the graph in a README', files: shop, before: ['analyze'], line: 'graph --format mermaid --quiet', exit: 0, out: ['flowchart LR'], err: [nothing] },
  { story: 'the graph of a circle', files: circle, before: ['analyze'], line: 'graph', exit: 1, out: ['a [managed]'], err: ['a ← b ← a'] },
  { story: 'the graph of nothing', files: {}, line: 'graph', exit: 0, out: [nothing], err: ['1 warning'] },
  {
    story: 'an explanation',
    files: shop,
    before: ['analyze'],
    line: 'explain web',
    exit: 0,
    out: ['web (managed)', /3 +ghcr.io\/acme\/runtime:latest +runtime \(built by us\)/, /1 +golang:1.24 \(build stage\)/],
    err: [nothing],
  },
  {
    story: 'an explanation of a base by its reference',
    files: shop,
    before: ['analyze'],
    line: 'explain docker.io/library/node:22-bookworm-slim',
    exit: 0,
    out: ['node-22-bookworm-slim (base image)', /directly +runtime/, /through them +web/],
  },
  { story: 'an explanation of a base by its key', files: shop, before: ['analyze'], line: 'explain node-22-bookworm-slim', exit: 0, out: ['node:22-bookworm-slim is a base image'] },
  {
    story: 'an explanation of something unknown',
    files: shop,
    before: ['analyze'],
    line: 'explain nod:22-bookworm-slim',
    exit: 1,
    out: [nothing],
    err: ['No image `nod:22-bookworm-slim` is known.', 'Did you mean node:22-bookworm-slim?'],
  },
  {
    story: 'an explanation of what is disabled',
    files: { [images]: entry('web', 'x', '  enabled: false\n') },
    line: 'explain web',
    exit: 1,
    err: [`${images}:1:3: error: web is enrolled and disabled`],
  },
  { story: 'an explanation of what is broken', files: broken, line: 'explain odd', exit: 1, err: ['The entry of `odd` can not be used', 'dockerfle'] },
  { story: 'an explanation without images.yaml: a look-up that failed is never 0', files: {}, line: 'explain web', exit: 1 },
  {
    story: 'the status',
    files: shop,
    before: ['analyze'],
    line: 'status',
    exit: 0,
    out: ['Images (3)', /runtime +managed +success/, 'Base images (3)', /node:22-bookworm-slim +1 image +watched/, '3 images, 3 base images; no problems.'],
    err: [nothing],
  },
  {
    story: 'a factory in another folder',
    files: { 'ops/factory/images.yaml': entry('web'), 'web/Dockerfile': 'FROM alpine:3.20\n', 'ops/factory/factory.yaml': 'repository: acme/shop\n' },
    line: 'update --image-factory-dir ops/factory',
    exit: 0,
    out: ['git add ops/factory dist && git commit'],
  },
  {
    story: 'a source that is elsewhere',
    files: { [images]: entry('web').replace('branch: main', 'repo: acme/web\n    branch: main') },
    line: 'analyze',
    exit: 1,
    err: ['the source repository acme/web is not here', '--checkout acme/web=DIR'],
  },
  {
    story: 'a checkout that is none',
    files: shop,
    line: 'analyze --checkout acme/web --checkout acme/web=nowhere --checkout x=. --checkout acme/web=.',
    exit: 1,
    err: ['names no folder', 'there is no folder', '--checkout: `x` is not a repository', '3 errors'],
  },
  { story: 'a root that is none', files: {}, line: 'status --root nowhere', exit: 1, err: ['--root: there is no folder `nowhere`.'] },
  { story: 'an unknown command', files: {}, line: 'updat', exit: 1, out: [nothing], err: ['There is no command `updat`.', 'Did you mean update?'] },
  {
    story: 'a first images.yaml',
    files: { 'web/Dockerfile': 'FROM alpine\n' },
    line: 'init',
    exit: 0,
    out: ['Proposed entries (1)', /web +web\/Dockerfile +your-organization\/web|web +web\/Dockerfile +ghcr.io\/your-organization\/web/, 'GITHUB_TOKEN', 'added  image-factory/images.yaml'],
    err: ['your-organization'],
  },
  { story: 'what init would write', files: { 'web/Dockerfile': 'FROM alpine\n' }, line: 'init --dry-run', exit: 0, out: ['- name: web', '# How this factory works.'] },
  {
    story: 'what init does not touch',
    files: { ...shop, 'api/Dockerfile': 'FROM alpine\n' },
    line: 'init',
    exit: 0,
    out: ['Dockerfiles that no entry names (1)', 'image-factory enroll --name api', 'kept  image-factory/images.yaml'],
    err: ['is there already; it was left as it is.'],
  },
  {
    story: 'init, then update',
    files: { 'web/Dockerfile': 'FROM alpine\n', '.github/workflows/x.yml': 'on: workflow_dispatch\n# web\n' },
    before: ['init'],
    line: 'analyze',
    exit: 0,
    out: [/web +managed +success +alpine:latest/],
    err: [nothing],
  },
  {
    story: 'one more entry',
    files: shop,
    line: 'enroll --name api --registry ghcr.io --repository acme/api --dockerfile api/Dockerfile --platform linux/amd64 --platform linux/arm64',
    exit: 0,
    out: ['+- name: api', '+      - linux/arm64', 'api is enrolled in image-factory/images.yaml.'],
    err: [nothing],
  },
  {
    story: 'one more entry, on GitLab',
    files: shop,
    line: 'enroll --name lab --registry registry.gitlab.com --repository acme/lab --dockerfile Dockerfile --source-provider gitlab --source-host git.example.com --source-repo acme/tools/lab --pipeline .gitlab-ci.yml --job build',
    exit: 0,
    out: ['+    provider: gitlab\n+    host: git.example.com\n+    repo: acme/tools/lab\n+    branch: main\n+    dockerfile: Dockerfile\n', /pipeline: "?.gitlab-ci.yml"?\n.*job: build/],
    err: [nothing],
  },
  {
    story: 'an entry whose keys exclude each other',
    files: shop,
    line: 'enroll --name lab --registry ghcr.io --repository acme/lab --dockerfile Dockerfile --source-provider gitlab --workflow x.yml',
    exit: 1,
    err: ['`source.workflow` is for GitHub'],
  },
  {
    story: 'one more entry, only looked at',
    files: shop,
    line: 'enroll --dry-run --name redis --registry docker.io --repository library/redis --constraint 7-alpine',
    exit: 0,
    out: ['--- image-factory/images.yaml', '+- name: redis', 'redis would be enrolled; nothing was written.'],
  },
  {
    story: 'an entry that is there',
    files: shop,
    line: 'enroll --name web --registry ghcr.io --repository acme/x --dockerfile x',
    exit: 1,
    out: [nothing],
    err: [`${images}:9:3: error: web is enrolled already.`, '  9 | - name: web'],
  },
  { story: 'an entry without a kind', files: shop, line: 'enroll --name x --registry ghcr.io --repository acme/x', exit: 1, err: ['enroll needs --dockerfile', '[inputs/one-of]'] },
  {
    story: 'an entry of both kinds',
    files: shop,
    line: 'enroll --name x --registry ghcr.io --repository acme/x --dockerfile a --allow-tags ^1$',
    exit: 1,
    err: ['--allow-tags is for images that are only watched'],
  },
  {
    story: 'an entry with what does not belong to it',
    files: shop,
    line: 'enroll --name x --registry ghcr.io --repository acme/x --constraint 1 --branch dev',
    exit: 1,
    err: ['--branch needs --dockerfile'],
  },
  { story: 'an entry without names', files: shop, line: 'enroll --dockerfile a', exit: 1, err: ['enroll needs --name.', 'enroll needs --registry.', 'enroll needs --repository.', '3 errors'] },
];

describe('commands', () => {
  it.each(rows)('$story: $line → $exit', async ({ files, before = [], line, exit, out = [], err = [] }) => {
    await using repository = await temporaryRepository({ files });
    for (const earlier of before) await cli(repository.path, earlier.split(' '));
    const run = await cli(repository.path, line.split(' '));
    const shown = `${run.stdout}\n=== stderr\n${run.stderr}`;
    for (const part of out) expect(run.stdout, shown).toMatch(part);
    for (const part of err) expect(run.stderr, shown).toMatch(part);
    expect(run.exitCode, shown).toBe(exit);
  });

  it('the main table', async () => {
    await using repository = await temporaryRepository({ files: shop });
    const first = await cli(repository.path, ['update']);
    await expect(first.stdout).toMatchFileSnapshot('__snapshots__/update-first.txt');
    const second = await cli(repository.path, ['update']);
    await expect(second.stdout).toMatchFileSnapshot('__snapshots__/update-second.txt');
  });

  it('what an explanation looks like', async () => {
    await using repository = await temporaryRepository({ files: shop });
    await cli(repository.path, ['update']);
    await expect((await cli(repository.path, ['explain', 'web'])).stdout).toMatchFileSnapshot('__snapshots__/explain.txt');
    await expect((await cli(repository.path, ['status'])).stdout).toMatchFileSnapshot('__snapshots__/status.txt');
  });

  it('works from a folder below, too', async () => {
    await using repository = await temporaryRepository({ files: shop });
    expect((await cli(join(repository.path, 'web'), ['update', '-q'])).exitCode).toBe(0);
    expect(await repository.read('image-factory/state/images/web.yaml')).toContain('golang-1.24');
  });

  it('reads a source where it is checked out, and shows the lines of that one', async () => {
    await using repository = await temporaryRepository({ files: { ...shop, [images]: entry('lib', 'web/Dockerfile').replace('branch: main', 'repo: acme/lib\n    branch: main') } });
    await using other = await temporaryFolder({ 'web/Dockerfile': 'FROM alpine:3.20\nRNU other\n' });
    const run = await cli(repository.path, ['analyze', '--checkout', `acme/lib=${other.path}`]);
    expect(run.stderr).toContain('web/Dockerfile:2:1: error');
    expect(run.stderr).toContain('2 | RNU other');
  });

  it('shows no line where two repositories have a file of that path', async () => {
    const twice = entry('lib', 'web/Dockerfile').replace('branch: main', 'repo: acme/lib\n    branch: main') + entry('web');
    await using repository = await temporaryRepository({ files: { ...shop, [images]: twice } });
    await using other = await temporaryFolder({ 'web/Dockerfile': 'FROM alpine:3.20\nRNU other\n' });
    const run = await cli(repository.path, ['analyze', '--checkout', `acme/lib=${other.path}`]);
    expect(run.stderr).toContain('web/Dockerfile:2:1: error');
    expect(run.stderr).not.toContain('2 |');
  });
});

describe('commands that only look, and dry runs, leave every byte alone', () => {
  it.each([
    'update --dry-run',
    'analyze --dry-run',
    'synth --dry-run',
    'init --dry-run',
    'enroll --dry-run --name x --registry ghcr.io --repository acme/x --constraint 1',
    'graph',
    'explain web',
    'status',
    'help',
    'updat',
  ])('%s', async (line) => {
    await using repository = await temporaryRepository({ files: shop });
    await cli(repository.path, ['analyze', '-q']);
    await repository.write({ 'runtime/Dockerfile': 'FROM node:24\n', 'image-factory/state/images/web.yaml': 'broken: [\n', 'new/Dockerfile': 'FROM alpine\n' });
    await mkdir(join(repository.path, 'empty'));
    const before = await treeHash(repository.path);
    await cli(repository.path, line.split(' '));
    expect(await treeHash(repository.path)).toBe(before);
  });
});

describe('--json', () => {
  it.each(['update', 'analyze', 'synth', 'init --dry-run', 'graph', 'graph --format json', 'explain web', 'explain nothing', 'status', 'updat', 'enroll --name web', 'status --root nowhere'])(
    '%s: one document and nothing else',
    async (line) => {
      await using repository = await temporaryRepository({ files: broken });
      await cli(repository.path, ['analyze', '-q']);
      const run = await cli(repository.path, [...line.split(' '), '--json'], { terminal: true });
      const document: unknown = JSON.parse(run.stdout);
      expect(document).toMatchObject({ command: line === 'updat' ? null : line.split(' ')[0], problems: expect.any(Array) });
      expect(run.stderr).toBe('');
    },
  );

  it('says what the table says', async () => {
    await using repository = await temporaryRepository({ files: shop });
    const { stdout } = await cli(repository.path, ['update', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      command: 'update',
      dryRun: false,
      changed: true,
      images: [
        { name: 'postgres', kind: 'external' },
        { name: 'runtime', status: 'success' },
        {
          name: 'web',
          builtFrom: [
            { image: 'golang:1.24', use: 'build-stage' },
            { image: 'ghcr.io/acme/runtime:latest', use: 'final-base' },
          ],
        },
      ],
      problems: [],
    });
  });

  it('the graph as a value', async () => {
    await using repository = await temporaryRepository({ files: circle });
    await cli(repository.path, ['analyze', '-q']);
    const { stdout } = await cli(repository.path, ['graph', '--format', 'json', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ graph: { nodes: [{ name: 'a' }, { name: 'b' }] }, cycles: [['a', 'b']], problems: [{ code: 'graph/cycle' }] });
  });
});

describe('the terminal', () => {
  it('has colors, and progress that goes away', async () => {
    await using repository = await temporaryRepository({ files: broken });
    const { stdout, stderr } = await cli(repository.path, ['update'], { terminal: true });
    expect(stdout).toContain('\u001b[1mImages (3)\u001b[22m');
    expect(stderr).toContain('Analyze Dockerfiles ████████████████████ 2/2\r\u001b[2K');
    expect(stderr).toContain('\u001b[31merror\u001b[39m');
  });

  it.each([
    { story: '--no-color', argv: ['status', '--no-color'], env: {} },
    { story: 'NO_COLOR', argv: ['status'], env: { NO_COLOR: '1' } },
    { story: 'TERM=dumb', argv: ['status'], env: { TERM: 'dumb' } },
  ])('$story: no colors', async ({ argv, env }) => {
    await using repository = await temporaryRepository({ files: broken });
    const { stdout, stderr } = await cli(repository.path, argv, { terminal: true, env });
    expect(stdout + stderr.replaceAll('\r\u001b[2K', '')).not.toContain('\u001b');
  });

  it('gets nothing from files that it would act on', async () => {
    const evil = '\u001b]0;owned\u0007\u001b[2J\u202e';
    const attack = { [images]: `${entry('web')}  "x${evil}": 1\n`, 'web/Dockerfile': `FROM alpine\nRNU ${evil}\n` };
    await using repository = await temporaryRepository({ files: attack });
    for (const command of ['update', 'status', 'explain', 'graph']) {
      const argv = command === 'explain' ? [command, `web${evil}`] : [command];
      const { stdout, stderr } = await cli(repository.path, argv);
      expect(stdout + stderr).not.toMatch(/[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}]/u);
      const json = await cli(repository.path, [...argv, '--json']);
      expect(json.stdout).not.toMatch(/[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}]/u);
    }
  });
});
