import { changedPaths } from './changed-paths.ts';
import { defaultBase, isShallow, mergeBase, resolveCommit } from './revisions.ts';

export interface ComparedRevisions {
  /** What it was before; unless given, where the work left the main branch. */
  readonly base?: string;
  /** What it would be; the work tree unless given. */
  readonly head?: string;
}

/** Two states of a repository that can be read. */
export interface Comparison {
  readonly kind: 'compared';
  /** The commit that the change set out from: where the histories parted, or the base itself where that is not known. */
  readonly base: string;
  /** Undefined: the work tree. */
  readonly head?: string;
  /** Paths that differ, ordered. */
  readonly paths: readonly string[];
  /** False when it is not known where the histories parted; then changes of the base count as undone. */
  readonly parted: boolean;
}

export type Compared =
  | Comparison
  /** `revision` is undefined when none was given and no usual one is there. */
  | { readonly kind: 'unknown'; readonly side: 'base' | 'head'; readonly revision: string | undefined; readonly shallow: boolean };

/** Finds out what is to be compared. Only what the clone holds is looked at; nothing is fetched or written. */
export async function compareRevisions(root: string, { base, head }: ComparedRevisions): Promise<Compared> {
  const shallow = await isShallow(root);
  const to = head === undefined ? undefined : await resolveCommit(root, head);
  if (head !== undefined && to === undefined) return { kind: 'unknown', side: 'head', revision: head, shallow };
  const from = base === undefined ? await defaultBase(root) : await resolveCommit(root, base);
  if (from === undefined) return { kind: 'unknown', side: 'base', revision: base, shallow };
  const tip = to ?? (await resolveCommit(root, 'HEAD'));
  const common = tip === undefined ? undefined : await mergeBase(root, from, tip);
  const start = common ?? from;
  const paths = await changedPaths(root, start, to);
  if (paths === undefined) return { kind: 'unknown', side: 'base', revision: base, shallow };
  return { kind: 'compared', base: start, ...(to === undefined ? {} : { head: to }), paths, parted: common !== undefined };
}
