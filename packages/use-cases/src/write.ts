import { error, type Problem, type ProblemCode } from '@image-factory/core/problem';
import type { FileChange, Log, Tree } from './ports.ts';

/** What a tree throws when the operating system refuses: a path in the repository, why, and what to do. */
interface Refusal {
  readonly message: string;
  readonly path: string;
  readonly hint: string;
  /** Which problem it is, when it is not that a file can't be written. */
  readonly code?: ProblemCode;
}

/**
 * Makes the changes, or says why not. What was written before a refusal is whole: a later run goes on from there.
 */
export async function write(changes: readonly FileChange[], message: string, tree: Tree, log: Log): Promise<Problem[]> {
  if (changes.length === 0) return [];
  try {
    await log.phase(`Write ${changes.length} file${changes.length === 1 ? '' : 's'}`, () => tree.apply(changes, message));
    return [];
  } catch (cause) {
    const refusal = refusalOf(cause);
    if (refusal === undefined) throw cause;
    return [refusal];
  }
}

/** What a tree or store threw, as a problem; undefined when it is no refusal of theirs. */
export function refusalOf(cause: unknown): Problem | undefined {
  if (!isRefusal(cause)) return undefined;
  return error(cause.code ?? 'state/unwritable', cause.message, { source: { file: cause.path }, hint: cause.hint });
}

function isRefusal(cause: unknown): cause is Refusal {
  if (!(cause instanceof Error && 'path' in cause && 'hint' in cause)) return false;
  const known = !('code' in cause) || (typeof cause.code === 'string' && ours.test(cause.code));
  return known && typeof cause.path === 'string' && typeof cause.hint === 'string';
}

/** A problem's code; those of the operating system and of Node have no slash. The table itself would weigh more than all of this. */
const ours = /^[a-z]+\/[a-z0-9-]+$/;
