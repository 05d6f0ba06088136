import {
  countEffects,
  runUntilKilled,
  startFaultProxy,
  startGitServer,
  type FaultRule,
  type ServedRepository,
} from '@image-factory/testkit';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cloneOf, type Clone } from './clone.ts';
import { shop, shopWith, type Files } from './factory.ts';
import { commandLine, program } from './program.ts';

/** A run that is killed at each of its effects. */
export interface CrashScenario {
  readonly name: string;
  readonly files: Files;
  /** Where its commit is to land. */
  readonly branch: string;
  /** Whether it lands at the remote, or in the clone alone. */
  readonly push: boolean;
  /** What goes wrong on the way to the server; a rival is at hand. */
  readonly faults: (rival: () => Promise<unknown>) => readonly FaultRule[];
}

const pushes = { method: 'POST', path: '/git-receive-pack', nth: 1 } as const;

export const crashScenarios: readonly CrashScenario[] = [
  { name: 'nobody else writes', files: shop, branch: 'main', push: true, faults: () => [] },
  {
    name: 'somebody else is faster',
    files: shop,
    branch: 'main',
    push: true,
    faults: (rival) => [{ path: 'service=git-receive-pack', nth: 1, fault: { kind: 'meanwhile', run: rival } }],
  },
  {
    name: 'the answer to the push is lost',
    files: shop,
    branch: 'main',
    push: true,
    faults: () => [{ ...pushes, fault: { kind: 'lose-answer' } }],
  },
  { name: 'the state branch is made', files: shopWith('commit: {stateBranch: state}\n'), branch: 'state', push: true, faults: () => [] },
  { name: 'there is no remote', files: shop, branch: 'main', push: false, faults: () => [] },
];

/** What became of one kill, once the same command was run again. */
export interface CrashOutcome {
  readonly scenario: string;
  /** Counted from 1. */
  readonly number: number;
  readonly point: string;
  /** Whether the commit was on the branch when the process had ended. */
  readonly landed: boolean;
  /** Exit code of the run after it. */
  readonly exitCode: number;
  /** Commits of ours on the branch at the end: one, or something is lost or repeated. */
  readonly commits: number;
  /** Whether state and manifests on the branch are what a run by itself makes. */
  readonly whole: boolean;
  /** Lock files of a git that was killed itself. They are removed before the next run, as git asks for. */
  readonly locks: readonly string[];
  /** What git finds wrong in the clone, what a pull can not mend, and names of ours that should not be there. */
  readonly left: readonly string[];
}

const announced = new URL('./announce-writes.ts', import.meta.url);
const token = 'ghs_crashing0123456789';
const timeoutMs = 120_000;

function argsOf({ push }: CrashScenario): string[] {
  return push ? ['update', '--commit'] : ['update', '--commit', '--no-push'];
}

/** Every point of a scenario, in the order in which a run that nobody kills comes by. */
async function crashPoints(scenario: CrashScenario): Promise<readonly string[]> {
  await using place = await openPlace(scenario);
  return await countEffects(process.execPath, commandLine(argsOf(scenario), announced), {
    cwd: place.clone.path,
    env: { GITHUB_TOKEN: token },
    timeoutMs,
  }); // the place must outlive it
}

/** Kills a run at each of its points, in turns of three. */
export async function crashEverywhere(scenario: CrashScenario): Promise<CrashOutcome[]> {
  const points = await crashPoints(scenario);
  const outcomes: CrashOutcome[] = [];
  for (let number = 1; number <= points.length; number += 3) {
    const turn = points.slice(number - 1, number + 2).map((_, index) => crashAt(scenario, number + index));
    outcomes.push(...(await Promise.all(turn)));
  }
  return outcomes;
}

/** Whether nothing is lost, nothing is there twice, and the clone can be worked with. */
export function isHarmless({ exitCode, commits, whole, left }: CrashOutcome): boolean {
  return exitCode === 0 && commits === 1 && whole && left.length === 0;
}

/** Kills a run at one of its points, runs the command again, and looks at what is there. */
async function crashAt(scenario: CrashScenario, number: number): Promise<CrashOutcome> {
  await using place = await openPlace(scenario);
  const { clone, kept } = place;
  const cwd = clone.path;
  const env = { GITHUB_TOKEN: token };
  const args = argsOf(scenario);
  // The git that was started at a point is anywhere between its first and its last step.
  const afterMs = ((number * 7) % 10) / 2;
  const killed = await runUntilKilled(process.execPath, commandLine(args, announced), { killAt: number, afterMs, cwd, env, timeoutMs });
  if (killed.killedAt === undefined) throw new Error(`${scenario.name}: it ended before point ${number}.\n${killed.stderr}`);
  const landed = (await commitsOfOurs(kept, scenario.branch)) > 0;
  const locks = await removeLocks(join(cwd, '.git'));
  const again = await program(args, { cwd, token });
  return {
    scenario: scenario.name,
    number,
    point: killed.killedAt,
    landed,
    locks,
    exitCode: again.exitCode,
    commits: await commitsOfOurs(kept, scenario.branch),
    whole: await isWhole(kept, args, scenario.branch),
    left: await leftIn(clone),
  };
}

/** The repository that commits are to land in. */
interface Kept extends Pick<ServedRepository, 'path' | 'url' | 'branch' | 'head' | 'fsck'> {
  /** Of the commits of a branch that is there. */
  authors(branch: string): Promise<string[]>;
}

interface CrashPlace extends AsyncDisposable {
  readonly kept: Kept;
  readonly clone: Clone;
}

async function openPlace({ files, faults, push }: CrashScenario): Promise<CrashPlace> {
  await using ends = new AsyncDisposableStack();
  const server = ends.use(await startGitServer({ repositories: { 'acme/shop': { files } }, tokens: { [token]: 'write' } }));
  const repository = server.repository('acme/shop');
  const rules = faults(() => repository.commit({ 'README.md': 'rival\n' }));
  const proxy = ends.use(await startFaultProxy(server.origin, rules, { keepAlive: false }));
  const clone = ends.use(await cloneOf(repository, proxy.through(repository.url)));
  const ending = ends.move();
  return { kept: push ? atServer(repository) : inClone(clone), clone, [Symbol.asyncDispose]: () => ending.disposeAsync() };
}

function atServer(repository: ServedRepository): Kept {
  return { ...repository, authors: async (branch) => (await repository.log(branch)).map(({ author }) => author) };
}

function inClone(clone: Clone): Kept {
  return {
    path: clone.path,
    url: clone.path,
    branch: 'main',
    head: async (branch = 'main') => clone.git('rev-parse', `refs/heads/${branch}`),
    fsck: async () => void (await clone.git('fsck', '--no-dangling', '--no-progress')),
    authors: async (branch) => (await clone.git('log', '--format=%an', branch)).split('\n'),
  };
}

async function commitsOfOurs(kept: Kept, branch: string): Promise<number> {
  if ((await kept.head(branch)) === undefined) return 0;
  return (await kept.authors(branch)).filter((author) => author === 'Image Factory Bot').length;
}

/** A run on a new clone finds nothing to do. */
async function isWhole(kept: Kept, args: readonly string[], branch: string): Promise<boolean> {
  await kept.fsck();
  const before = await kept.head(branch);
  await using clone = await cloneOf(kept);
  const run = await program(args, { cwd: clone.path, token });
  return run.exitCode === 0 && before === (await kept.head(branch)) && (await clone.git('rev-parse', 'HEAD')) === (await kept.head('main'));
}

/** @returns the names of those that were there */
async function removeLocks(folder: string): Promise<string[]> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.lock'));
  for (const name of names) await rm(join(folder, name));
  return names;
}

async function leftIn(clone: Clone): Promise<string[]> {
  const refs = (await clone.git('for-each-ref', '--format=%(refname)', 'refs/image-factory')).split('\n');
  const wrong = refs.filter((ref) => ref !== '' && !ref.startsWith('refs/image-factory/seen/'));
  const credentials = `http.extraHeader=Authorization: Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`;
  const pulled = await clone.git('-c', credentials, 'pull', '--quiet', '--ff-only', 'origin', 'main').catch(String);
  const status = await clone.git('status', '--porcelain').catch(String);
  const checked = await clone.git('fsck', '--no-dangling', '--no-progress').catch(String);
  return [...wrong, pulled, status, checked].filter((text) => text !== '');
}
