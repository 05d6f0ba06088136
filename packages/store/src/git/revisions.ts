import { askLocally } from './local.ts';

/** Longer names are no names; control characters belong in none. */
// oxlint-disable-next-line no-control-regex -- these are what is refused
const plausible = /^[^\0-\x1f\x7f]{1,300}$/;

/**
 * The id of the commit that a branch, tag, id or other name of git stands for. Whatever the name looks like, it is never
 * an option.
 *
 * @returns undefined when the repository holds no such commit
 */
export async function resolveCommit(root: string, revision: string): Promise<string | undefined> {
  if (!plausible.test(revision)) return undefined;
  const output = await askLocally(root, ['rev-parse', '--quiet', '--verify', '--end-of-options', `${revision}^{commit}`], 8 * 1024);
  return idIn(output);
}

/** The commit that two histories last had in common; undefined when they have none, or a shallow clone does not show it. */
export async function mergeBase(root: string, one: string, other: string): Promise<string | undefined> {
  return idIn(await askLocally(root, ['merge-base', '--', one, other], 8 * 1024));
}

/** Whether older commits were left out when the repository was cloned. */
export async function isShallow(root: string): Promise<boolean> {
  const output = await askLocally(root, ['rev-parse', '--is-shallow-repository'], 1024);
  return output?.toString('utf8').trim() === 'true';
}

/** What a change is usually made against, the most telling first. */
const usualBases = [
  'refs/remotes/origin/HEAD',
  'refs/remotes/origin/main',
  'refs/heads/main',
  'refs/remotes/origin/master',
  'refs/heads/master',
];

/** The newest commit of the branch that changes usually go to: the main one of `origin`, else `main`. */
export async function defaultBase(root: string): Promise<string | undefined> {
  const output = await askLocally(root, ['for-each-ref', '--format=%(refname) %(objectname)', '--', ...usualBases], 64 * 1024);
  const lines = output?.toString('utf8').split('\n') ?? [];
  const commits = new Map(lines.map((line): [string, string] => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]));
  return usualBases.map((name) => commits.get(name)).find((commit) => commit !== undefined);
}

function idIn(output: Buffer | undefined): string | undefined {
  const text = output?.toString('utf8').trim() ?? '';
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text) ? text : undefined;
}
