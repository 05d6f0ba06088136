import { copyFile, cp, mkdir, readFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { runProcess, temporaryFolder, type ProcessRun, type TemporaryRepository } from '@image-factory/testkit';
import { root } from '../root.ts';

/** A run of a workflow in a repository that is not ours. */
export interface ActRun extends ProcessRun {
  /** What the workflow uploaded, by file name. */
  readonly artifacts: ReadonlyMap<string, string>;
}

export interface ActOptions {
  readonly event: string;
  readonly payload: object;
  /** What an earlier run uploaded, by name. */
  readonly artifacts?: ReadonlyMap<string, string>;
  /** Where GitHub's API is. */
  readonly apiUrl?: string;
  /** Token of the job. */
  readonly token?: string;
  /** Where the checkout fetches from and pushes to; default: what the repository calls `origin`. */
  readonly origin?: string;
  /** The repository that is checked out, where it is another one than holds the workflows that are run. */
  readonly cloned?: string;
  /** More of the environment of its jobs. */
  readonly env?: Readonly<Record<string, string>>;
}

const released = 'image-factory/image-factory';
/** Bundles that were made elsewhere, where the environment says so. */
const dist = process.env['IMAGE_FACTORY_TEST_DIST'] ?? join(root, 'dist');
const actions = ['build-image', 'check', 'comment', 'dispatch-rebuild', 'notify', 'observe', 'report-build', 'update'];
const reusable = ['build-image', 'check', 'comment', 'events', 'loop', 'update'];

/**
 * Stands in for actions/checkout: clones the test's repository as deep as it is told, and afterwards brings what the job left
 * there back as the branch `left`. With `ref` that branch is checked out, else no branch is, as in a pull request.
 */
const checkout = {
  'action.yml': ['name: checkout', 'description: Clones.', 'inputs: { ref: {}, fetch-depth: {}, persist-credentials: {} }', 'runs: { using: node24, main: index.js, post: post.js }', ''].join('\n'),
  'index.js': `const git = (...args) => require('node:child_process').execFileSync('git', args, { cwd: process.env.GITHUB_WORKSPACE, stdio: 'inherit' });
const depth = process.env['INPUT_FETCH-DEPTH'] || '1'; // 0 means everything
git('clone', '--quiet', ...(depth === '0' ? [] : ['--depth', depth]), 'file://' + process.env.FACTORY, '.');
git('remote', 'set-url', 'origin', process.env.FACTORY_URL);
git('checkout', '--quiet', ...(process.env.INPUT_REF ? [process.env.INPUT_REF.replace('refs/heads/', '')] : ['--detach']));
`,
  'post.js': `const git = (...args) => require('node:child_process').execFileSync('git', args, { cwd: process.env.GITHUB_WORKSPACE, stdio: 'inherit' });
git('push', '--quiet', '--force', process.env.FACTORY, 'HEAD:refs/heads/left');
`,
};

/** Stands in for actions/upload-artifact: keeps the file in a folder of the test, below the name of the artifact. */
const upload = {
  'action.yml': [
    'name: upload-artifact',
    'description: Copies one file.',
    'inputs: { name: { required: true }, path: { required: true }, if-no-files-found: {}, retention-days: {} }',
    'runs: { using: node24, main: index.js }',
    '',
  ].join('\n'),
  'index.js': `const { copyFileSync, mkdirSync } = require('node:fs');
const { basename, join } = require('node:path');
const folder = join(process.env.KEPT, process.env.INPUT_NAME);
mkdirSync(folder, { recursive: true });
copyFileSync(process.env.INPUT_PATH, join(folder, basename(process.env.INPUT_PATH)));
`,
};

/** Stands in for what sets up BuildKit: the test has one. */
const nothing = {
  'action.yml': ['name: nothing', 'description: Does nothing.', 'runs: { using: node24, main: index.js }', ''].join('\n'),
  'index.js': '',
};

/** Stands in for actions/download-artifact: one by its name, or several by a pattern, each into a folder of its own. */
const download = {
  'action.yml': [
    'name: download-artifact',
    'description: Copies files back.',
    'inputs: { name: {}, pattern: {}, path: { required: true }, run-id: {}, github-token: {} }',
    'runs: { using: node24, main: index.js }',
    '',
  ].join('\n'),
  'index.js': `const { cpSync, readdirSync } = require('node:fs');
const { join } = require('node:path');
const { INPUT_NAME: name, INPUT_PATTERN: pattern, INPUT_PATH: path, KEPT: kept } = process.env;
if (name) cpSync(join(kept, name), path, { recursive: true });
else for (const one of readdirSync(kept)) if (one.startsWith(pattern.replace('*', ''))) cpSync(join(kept, one), join(path, one), { recursive: true });
`,
};

/**
 * Runs the workflows of `repository` for an event, with our reusable workflows, actions and bundles as they are in this
 * tree in place of the release. The network is not used. What the job leaves checked out is the branch `left` afterwards.
 */
export async function runAct(
  act: string,
  repository: TemporaryRepository,
  { event, payload, artifacts = new Map(), apiUrl, token, origin, cloned = repository.path, env: more = {} }: ActOptions,
): Promise<ActRun> {
  await using place = await temporaryFolder({
    'event.json': JSON.stringify(payload),
    'home/.keep': '',
    'kept/.keep': '',
    ...Object.fromEntries([...artifacts].map(([name, text]) => [`kept/${name}/${name}.json`, text])),
    ...under('download', download),
    ...under('checkout', checkout),
    ...under('upload', upload),
    ...under('buildx', nothing),
    ...under('qemu', nothing),
  });
  const release = join(place.path, 'release');
  const pins = await copyRelease(release);
  const locals = [`${released}@v1=${release}`, ...Object.entries(pins).map(([folder, pin]) => `${pin}=${join(place.path, folder)}`)];
  const env = {
    KEPT: join(place.path, 'kept'),
    FACTORY: cloned,
    FACTORY_URL: origin ?? (await repository.git('remote', 'get-url', 'origin')),
    ...(apiUrl === undefined ? {} : { GITHUB_API_URL: apiUrl }),
    ...more,
  };
  const run = await runProcess(
    act,
    [
      event,
      '--no-skip-checkout',
      '--no-cache-server',
      '--eventpath',
      join(place.path, 'event.json'),
      '--platform',
      'ubuntu-24.04=-self-hosted',
      '--platform',
      'ubuntu-24.04-arm=-self-hosted',
      ...Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
      ...(token === undefined ? [] : ['--secret', 'GITHUB_TOKEN']),
      ...locals.flatMap((local) => ['--local-repository', local]),
    ],
    {
      cwd: repository.path,
      env: { HOME: join(place.path, 'home'), ...(token === undefined ? {} : { GITHUB_TOKEN: token }), PATH: [dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter) },
      timeoutMs: 240_000,
    },
  );
  const kept = await readFile(join(place.path, 'kept/image-factory-check/image-factory-check.json'), 'utf8').catch(() => undefined);
  return { ...run, artifacts: new Map(kept === undefined ? [] : [['image-factory-check', kept]]) };
}

/** The part of this tree that a caller gets, and under which names it asks for actions of others. */
async function copyRelease(to: string): Promise<Readonly<Record<'checkout' | 'upload' | 'download' | 'buildx' | 'qemu', string>>> {
  for (const name of actions) {
    await mkdir(join(to, 'actions', name), { recursive: true });
    await copyFile(join(root, 'actions', name, 'action.yml'), join(to, 'actions', name, 'action.yml'));
    await cp(join(dist, name), join(to, 'dist', name), { recursive: true });
  }
  const texts = await Promise.all(reusable.map((name) => readFile(join(root, `.github/workflows/${name}.yml`), 'utf8')));
  // act knows no `queue` and refuses the whole file; it knows no concurrency either, so nothing is lost by leaving it out.
  const files = Object.fromEntries(reusable.map((name, index) => [`.github/workflows/${name}.yml`, (texts[index] ?? '').replace(/^ +queue: max\n/m, '')]));
  await using staged = await temporaryFolder(files);
  await cp(staged.path, to, { recursive: true });
  return {
    checkout: pinned(texts, 'actions/checkout'),
    upload: pinned(texts, 'actions/upload-artifact'),
    download: pinned(texts, 'actions/download-artifact'),
    buildx: pinned(texts, 'docker/setup-buildx-action'),
    qemu: pinned(texts, 'docker/setup-qemu-action'),
  };
}

/** The one commit at which all of the texts use an action. */
function pinned(texts: readonly string[], action: string): string {
  const found = new Set(texts.flatMap((text) => text.match(new RegExp(`${action}@[0-9a-f]{40}`, 'g')) ?? []));
  const [only] = found;
  if (only === undefined || found.size > 1) throw new Error(`${action} is used at ${found.size} commits.`);
  return only;
}

function under(folder: string, files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]));
}
