import { parseBranchName, parseRepoPath, parseWorkflowFile } from '@image-factory/core/enrollment';
import { parseRebuildKey, readRebuild, request, writeRebuild, type Rebuild } from '@image-factory/core/rebuild';
import { mergeState, readState, renderState } from '@image-factory/core/state';
import { openGround } from '@image-factory/store';
import { announceEffects, runProcess, startGitHub, temporaryFolder, type GitHub } from '@image-factory/testkit';
import type { Log, RelayDeps, RelayInputs } from '@image-factory/use-cases';
import { createRuns } from './runs.fixture.ts';

function parsed<T>(result: { ok: true; value: T } | { ok: false }): T {
  if (!result.ok) throw new Error('a fixture');
  return result.value;
}

const silent: Log = { info() {}, debug() {}, phase: async (_title, work) => work() };
const workflow = 'run-name: "Build ${{ inputs.image }} ${{ inputs.key }}"\non: { workflow_dispatch: { inputs: { image: {}, key: {}, reason: {} } } }\n';
export const slug = 'acme/factory';
const token = 'ghs_test';

export function inputsOf(by: string): RelayInputs {
  return {
    dir: parsed(parseRepoPath('image-factory')),
    branch: parsed(parseBranchName('main')),
    by,
    ownBuild: { kind: 'workflow', workflow: parsed(parseWorkflowFile('build.yml')) },
  };
}

/** A factory on a stand-in for GitHub, git included, that asks for a rebuild of each of its images. */
export async function startFactory(names: readonly string[]): Promise<GitHub> {
  const entries = names.map((name) => `- { name: ${name}, registry: ghcr.io, repository: acme/${name}, source: { provider: github, branch: main, dockerfile: Dockerfile } }\n`);
  return startGitHub({
    repositories: {
      [slug]: {
        files: {
          '.github/workflows/build.yml': workflow,
          'image-factory/images.yaml': entries.join(''),
          'image-factory/factory.yaml': `repository: ${slug}\n`,
          ...Object.fromEntries(names.map((name, index) => [pathOf(name), askedFor(name, index)])),
        },
      },
    },
  });
}

function pathOf(name: string): string {
  return `image-factory/state/images/${name}.yaml`;
}

function askedFor(name: string, index: number): string {
  const fresh = mergeState('managed', undefined, 'analyze', new Map([['name', name]]));
  const key = parseRebuildKey(index.toString(16).padStart(32, '0'));
  if (key === undefined) throw new Error('a fixture');
  const { rebuild } = request(readRebuild(fresh), { key, cause: 'routine', reason: 'a base moved', inputs: {}, at: new Date() });
  return renderState({ shelf: 'images', stem: name }, mergeState('managed', fresh, 'dispatch', new Map([['rebuildState', writeRebuild(fresh, rebuild)]])));
}

export async function rebuildOf(github: GitHub, name: string): Promise<Rebuild> {
  const text = (await github.repository(slug).readFile(pathOf(name))) ?? '';
  return readRebuild(readState([{ path: `images/${name}.yaml`, text }], 'state').snapshot.images.get(name) ?? new Map());
}

/** What a relay stands on: a checkout of its own, the forge, and its clock, moved on by some minutes. */
export function depsFor(root: string, at: { readonly apiUrl: string; readonly minutes: number }): RelayDeps {
  const ground = openGround(root, { push: true, token, checkouts: new Map() });
  const { runs, clock } = createRuns(at);
  return {
    open: async (branch) => announceEffects(await ground.store(branch), 'store'),
    pace: { ...ground.pace, sleep: async (ms) => ground.pace.sleep(Math.min(ms, 200)) },
    log: silent,
    runs: announceEffects(runs, 'runs'),
    clock: announceEffects(clock, 'clock'),
  };
}

/** An empty checkout that knows where the factory is. */
export async function checkout(github: GitHub): Promise<AsyncDisposable & { readonly path: string }> {
  const folder = await temporaryFolder();
  for (const args of [
    ['init', '--quiet', '--initial-branch=main'],
    ['remote', 'add', 'origin', github.gitUrl(slug)],
  ]) {
    const { exitCode, stderr } = await runProcess('git', args, { cwd: folder.path });
    if (exitCode !== 0) throw new Error(stderr);
  }
  return folder;
}
