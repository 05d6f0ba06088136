import type { ProblemCode } from '../problem/index.ts';

/** Why BuildKit would refuse an instruction, in the user's words. */
export interface Complaint {
  readonly message: string;
  readonly hint?: string;
  /** The words that are meant, as they stand in the file, where that is known. */
  readonly words?: string;
  /** `dockerfile/invalid` unless given. */
  readonly code?: ProblemCode;
}

export interface PlacedComplaint extends Complaint {
  /** From 1. */
  readonly line: number;
}

export function complain(message: string, details: Omit<Complaint, 'message'> = {}): Complaint {
  return { message, ...details };
}
