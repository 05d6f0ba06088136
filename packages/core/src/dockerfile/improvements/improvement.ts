import type { ProblemCode, Severity } from '../../problem/index.ts';
import type { PulledImage } from '../types.ts';

/** Something that would be better otherwise, and how. */
export interface Improvement {
  readonly severity: Exclude<Severity, 'error'>;
  readonly code: ProblemCode;
  readonly message: string;
  /** What to write instead. */
  readonly hint: string;
  /** Of the instruction, from 1. */
  readonly line: number;
  /** The words that are meant, as they stand in the instruction. */
  readonly words: string;
  /** What stands right in front of them, where the words alone could be others too. */
  readonly behind?: string;
}

/** Where an image is named. A path of a COPY or RUN may be called like it. */
export function placeOf({ use, written, line }: PulledImage): Pick<Improvement, 'line' | 'words' | 'behind'> {
  return use === 'copy-from' || use === 'mount' ? { line, words: written, behind: 'from=' } : { line, words: written };
}

/** Whether the name comes from arguments, so that the place to change is elsewhere. */
export function isExpanded({ written }: PulledImage): boolean {
  return written.includes('$');
}
