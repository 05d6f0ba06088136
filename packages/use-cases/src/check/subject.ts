import { error, warning, type Problem } from '@image-factory/core/problem';
import { show } from '@image-factory/core/text';

/** A side of a comparison that could not be found. */
export interface UnknownRevision {
  readonly side: 'base' | 'head';
  /** Undefined when none was given and no usual one is there. */
  readonly revision: string | undefined;
  /** Whether the clone lacks older commits. */
  readonly shallow: boolean;
}

/** @param name - what people call the side: `--base`, or `base` as an input */
export function unknownRevision({ side, revision, shallow }: UnknownRevision, name: string): Problem {
  if (revision === undefined) {
    return error('check/unknown-revision', 'There is nothing to compare with: neither the main branch of `origin` nor `main` is here.', {
      hint: `Commit or fetch it, or name a commit with \`${name}\`.`,
    });
  }
  return error('check/unknown-revision', `\`${name}\`: ${show(revision)} is no commit that this clone can show.`, {
    hint: shallow
      ? 'The clone holds only a part of the history. In a workflow give actions/checkout `fetch-depth: 0`; elsewhere run `git fetch --unshallow`.'
      : `Fetch it first: \`git fetch origin\`. ${side === 'base' ? 'A branch of the remote is called `origin/NAME`.' : 'In a workflow give actions/checkout `fetch-depth: 0`.'}`,
  });
}

/** Said when the base is compared as it is. */
export function notParted(): Problem {
  return warning(
    'check/not-parted',
    'It is not known where the two histories parted: what happened on the base since then looks as if this change took it back.',
    {
      hint: 'In a workflow give actions/checkout `fetch-depth: 0`; elsewhere run `git fetch --unshallow`.',
    },
  );
}
