/** What there is of a standing pull request. */
export interface Seen {
  /** What is to be proposed; undefined when nothing is to change. */
  readonly wanted?: string;
  readonly branch?: {
    readonly head: string;
    /** Whether nothing of somebody else's would be lost with it. */
    readonly isOurs: boolean;
    /** Whether it brings what is wanted, and can be merged with it. */
    readonly isCurrent: boolean;
  };
  /** The one that is open, and what its text says that it proposes. */
  readonly open?: { readonly pull: number; readonly content?: string };
  /** The newest one that somebody closed without merging it, and what it proposed. */
  readonly declined?: { readonly pull: number; readonly content: string };
}

export type Step =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'unchanged'; readonly pull: number }
  /** Somebody has said no to just this. */
  | { readonly kind: 'declined'; readonly pull: number }
  /** A new branch with one commit on the head of the base. */
  | { readonly kind: 'create' }
  /** One new commit on the head of the base takes the place of ours. */
  | { readonly kind: 'rebuild'; readonly head: string }
  /** One commit on top of what others have put there. */
  | { readonly kind: 'add'; readonly head: string }
  /** The branch is right; only nobody was told yet. */
  | { readonly kind: 'tell'; readonly head: string; readonly besides: boolean }
  | { readonly kind: 'close'; readonly pull: number; readonly remove?: string };

/** What is to be done about the standing pull request. A commit of somebody else's is never taken away. */
export function decide({ wanted, branch, open, declined }: Seen): Step {
  if (wanted === undefined) {
    if (open === undefined) return { kind: 'nothing' };
    return { kind: 'close', pull: open.pull, ...(branch?.isOurs === true ? { remove: branch.head } : {}) };
  }
  if (open === undefined && declined?.content === wanted) return { kind: 'declined', pull: declined.pull };
  if (branch === undefined) return { kind: 'create' };
  const { head, isOurs, isCurrent } = branch;
  if (isCurrent) return open?.content === wanted ? { kind: 'unchanged', pull: open.pull } : { kind: 'tell', head, besides: !isOurs };
  return isOurs ? { kind: 'rebuild', head } : { kind: 'add', head };
}
