import type { RepoPath } from '@image-factory/core/enrollment';
import { error, notice, type Problem, type SourceLocation } from '@image-factory/core/problem';

export type FindingKind =
  /** Not readable, cut off, or not what its place says. */
  | 'damaged'
  /** From a newer version, or no text. */
  | 'not-understood'
  /** Analysis has something to do since images.yaml changed. */
  | 'behind'
  | 'missing'
  | 'derived-fields'
  | 'misplaced'
  | 'duplicate'
  | 'unmarked'
  | 'dangling'
  | 'format'
  | 'leftover'
  | 'quarantined';

/** Something that is not as it should be in the state folder. */
export interface Finding {
  readonly kind: FindingKind;
  readonly path: RepoPath;
  readonly line?: number;
  readonly what: string;
  /** What puts it right; absent when that can't be derived from anything. */
  readonly repair?: string;
  readonly hint?: string;
  /** Whether nothing depends on it: it is no reason to fail. */
  readonly harmless: boolean;
}

/** The problem that a finding is as long as it is not repaired. */
export function toProblem(finding: Finding): Problem {
  const { kind, path, line, what, repair, hint, harmless } = finding;
  const source: SourceLocation =
    line === undefined ? { file: path } : { file: path, range: { start: { line, column: 1 }, end: { line, column: 1 } } };
  const advice = hint ?? (repair === undefined ? undefined : `\`image-factory fsck --repair\`: ${repair}.`);
  const details = { source, ...(advice === undefined ? {} : { hint: advice }) };
  return harmless
    ? notice('state/inconsistent', what, details)
    : error(kind === 'damaged' ? 'state/corrupt' : 'state/inconsistent', what, details);
}
