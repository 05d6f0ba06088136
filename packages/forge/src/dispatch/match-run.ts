import type { RunSearch, WantedRun } from './types.ts';

/** A run as the lists of a forge show it. */
export interface ListedRun {
  readonly id: string;
  readonly url?: string;
  /** What is shown as its name. */
  readonly name: string;
  readonly createdAt: Date;
  /** Who started it. */
  readonly actor?: string;
}

/**
 * The run that is looked for, among those of its target that were started since then: the oldest one whose name holds a key;
 * else, where that is asked for, the only one that our own account started and nobody knows. A name that holds somebody
 * else's key is never it.
 *
 * @param actor - our own account, where it is known
 */
export function matchRun(runs: readonly ListedRun[], { keys, since, exclude, unnamed }: WantedRun<unknown>, actor?: string): RunSearch {
  const possible = runs.filter(({ id, createdAt }) => createdAt >= since && !exclude.has(id)).toSorted(oldestFirst);
  const named = possible.find(({ name }) => keysIn(name).some((key) => keys.some((wanted) => wanted === key)));
  if (named !== undefined) return { kind: 'found', run: idOf(named), isNamed: true };
  if (unnamed === undefined) return { kind: 'none' };
  const ours = possible.filter(
    (run) => !unnamed.exclude.has(run.id) && keysIn(run.name).length === 0 && (actor === undefined || run.actor === actor),
  );
  const [only, ...more] = ours;
  if (only === undefined) return { kind: 'none' };
  return more.length === 0
    ? { kind: 'found', run: idOf(only), isNamed: false }
    : { kind: 'ambiguous', runs: ours.map(({ id, url }) => url ?? id) };
}

/** Words of a name that have the form of a key. */
function keysIn(name: string): readonly string[] {
  return name.slice(0, 1000).match(/(?<![0-9A-Za-z])[0-9a-f]{32}(?![0-9A-Za-z])/g) ?? [];
}

function oldestFirst(a: ListedRun, b: ListedRun): number {
  return a.createdAt.getTime() - b.createdAt.getTime() || a.id.length - b.id.length || (a.id < b.id ? -1 : 1);
}

function idOf({ id, url }: ListedRun): { id: string; url?: string } {
  return { id, ...(url === undefined ? {} : { url }) };
}
