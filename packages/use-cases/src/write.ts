import { error, type Problem } from '@image-factory/core/problem';
import type { FileChange, Log, Tree } from './ports.ts';

/** What a tree throws when the operating system refuses: a path in the repository, why, and what to do. */
interface Refusal {
  readonly message: string;
  readonly path: string;
  readonly hint: string;
}

/**
 * Makes the changes, or says why not. What was written before a refusal is whole: a later run goes on from there.
 */
export async function write(changes: readonly FileChange[], tree: Tree, log: Log): Promise<Problem[]> {
  if (changes.length === 0) return [];
  try {
    await log.phase(`Write ${changes.length} file${changes.length === 1 ? '' : 's'}`, () => tree.apply(changes));
    return [];
  } catch (cause) {
    if (!isRefusal(cause)) throw cause;
    return [error('state/unwritable', cause.message, { source: { file: cause.path }, hint: cause.hint })];
  }
}

function isRefusal(cause: unknown): cause is Refusal {
  return cause instanceof Error && 'path' in cause && typeof cause.path === 'string' && 'hint' in cause && typeof cause.hint === 'string';
}
