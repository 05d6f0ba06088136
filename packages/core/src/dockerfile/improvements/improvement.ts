import type { ProblemCode, Severity } from '../../problem/index.ts';
import type { PulledImage } from '../types.ts';

/** Something that would be better otherwise, and how. */
export interface Improvement {
  readonly severity: Exclude<Severity, 'error'>;
  readonly code: ProblemCode;
  readonly message: string;
  /** What to write instead. */
  readonly hint: string;
  /** From 1. */
  readonly line: number;
  /** The words that are meant, as they stand in the line. */
  readonly words: string;
}

/** Where an image is named: of `from=node` more than the name, since the path may hold that too. */
export function placeOf({ use, written, line }: PulledImage): Pick<Improvement, 'line' | 'words'> {
  return { line, words: use === 'copy-from' || use === 'mount' ? `from=${written}` : written };
}

/** Whether the name comes from arguments, so that the place to change is elsewhere. */
export function isExpanded({ written }: PulledImage): boolean {
  return written.includes('$');
}
