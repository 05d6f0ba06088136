import { readRebuild, type Rebuild } from '@image-factory/core/rebuild';
import { readState } from '@image-factory/core/state';
import { runProcess, startGitHub, temporaryRepository, type Files, type GitHub, type RepositoryHandle } from '@image-factory/testkit';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../root.ts';
import { runAct, type ActRun } from './act.fixture.ts';

export const token = 'ghs_job_token';
const slug = 'acme/factory';
const repository = { full_name: slug, name: 'factory', default_branch: 'main', owner: { login: 'acme' } };
const build = 'run-name: "Build ${{ inputs.image }} ${{ inputs.key }}"\non: { workflow_dispatch: { inputs: { image: {}, key: {}, reason: {}, base-digests: {} } } }\n';
/** What is asked for the date in its answer. */
const clockPath = '/rate_limit';

export const images = 'image-factory/images.yaml';
export const appState = 'image-factory/state/images/app.yaml';

/** A workflow of this repository, as it would be elsewhere: what is ours comes from the release. */
export async function elsewhere(file: string): Promise<string> {
  const text = await readFile(join(root, file), 'utf8');
  return text.replace(/^ +queue: max\n/m, '').replace(/uses: \.\/(\S+)/g, 'uses: image-factory/image-factory/$1@v1'); // act knows no `queue`
}

/** `app` is built from `acme/base:1`. */
export function definitionsOf(host: string, settings = ''): Files {
  return {
    '.github/workflows/build-image.yml': build,
    [images]: `- name: app\n  registry: "${host}"\n  repository: acme/app\n  rebuildDelay: 0h\n  source:\n    provider: github\n    branch: main\n    dockerfile: app/Dockerfile\n`,
    'image-factory/factory.yaml': `repository: ${slug}\nrebuild: {settle: 0m}\nregistries:\n  "${host}": {}\n${settings}`,
    'app/Dockerfile': `FROM ${host}/acme/base:1\n`,
  };
}

/** A repository on the stand-in for GitHub, whose clock is moved by hand, and runs of workflows for it. */
export interface Loop extends AsyncDisposable {
  readonly github: GitHub;
  readonly origin: RepositoryHandle;
  /** Moves the clock of the forge, by which is decided. */
  advance(minutes: number): void;
  /** @param env - more of the environment of its jobs */
  run(workflow: string, event: string, payload?: object, env?: Readonly<Record<string, string>>): Promise<ActRun>;
  /** Inputs of the builds that were started. */
  dispatched(): readonly (Readonly<Record<string, unknown>> | undefined)[];
  /** Past the API: all builds that are open end so. */
  finish(conclusion: string): void;
  /** Text of a file of the branch; empty where there is none. */
  read(path: string): Promise<string>;
  /** How the rebuild of `app` stands. */
  rebuild(): Promise<Rebuild>;
  /** All files of the branch. */
  files(): Promise<Files>;
}

export async function openLoop(act: string, files: Files): Promise<Loop> {
  let ahead = 0;
  const now = (): Date => new Date(Date.now() + ahead);
  const permissions = { contents: 'write', actions: 'write', issues: 'write' } as const;
  const github = await startGitHub({ repositories: { [slug]: { files } }, tokens: { [token]: { permissions } }, now });
  const origin = github.repository(slug);
  const read = async (path: string): Promise<string> => (await origin.readFile(path)) ?? '';
  return {
    github,
    origin,
    read,
    advance(minutes) {
      ahead += minutes * 60_000;
      const { faults } = github;
      const before = faults.findIndex(({ path }) => path === clockPath);
      if (before >= 0) faults.splice(before, 1);
      faults.push({ path: clockPath, times: 1_000_000, answer: { status: 200, headers: { date: now().toUTCString() }, json: {} } });
    },
    async run(workflow, event, payload = {}, env = {}) {
      await using place = await temporaryRepository({ files: { '.github/workflows/one.yml': workflow } });
      await place.git('remote', 'add', 'origin', `https://github.com/${slug}.git`); // who a job is, act reads there
      return await runAct(act, place, { event, payload: { ...payload, repository }, apiUrl: github.url, token, origin: github.gitUrl(slug), cloned: origin.path, env });
    },
    dispatched: () => origin.dispatches.map(({ inputs }) => inputs),
    finish(conclusion) {
      for (const { id, status } of origin.runs) if (status !== 'completed') origin.setRun(id, 'completed', conclusion);
    },
    async rebuild() {
      const { snapshot } = readState([{ path: 'images/app.yaml', text: await read(appState) }], 'state');
      return readRebuild(snapshot.images.get('app') ?? new Map());
    },
    async files() {
      const { stdout } = await runProcess('git', ['ls-tree', '-r', '--name-only', '-z', 'main'], { cwd: origin.path });
      const paths = stdout.split('\0').filter((path) => path !== '');
      return Object.fromEntries(await Promise.all(paths.map(async (path) => [path, await read(path)] as const)));
    },
    [Symbol.asyncDispose]: () => github[Symbol.asyncDispose](),
  };
}
