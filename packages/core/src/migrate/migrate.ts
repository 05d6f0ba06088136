import { hasErrors, type Problem } from '../problem/index.ts';
import { inFolder } from './candidates.ts';
import { migrateEnrollment } from './enrollment.ts';
import { ledgerPath, openLedger } from './ledger.ts';
import { migrateState } from './state.ts';
import type { MigratedFile, MigrationInput, MigrationStep } from './types.ts';

export interface Migration {
  readonly files: readonly MigratedFile[];
  /** Everything that was done or deliberately not done, value by value. */
  readonly steps: readonly MigrationStep[];
  readonly problems: readonly Problem[];
  /** A newer version of the factory is at work here: nothing may be written. */
  readonly refused: boolean;
}

/**
 * Brings enrollment and state of the first implementation or of CascadeGuard to ours. Nothing is dropped: a value is
 * carried along, converted and reported, or kept in `migratedFrom`; a file is written, archived, set aside, or stays where
 * it is. What is right already is not touched, so that a second run has nothing to do.
 */
export function planMigration(input: MigrationInput): Migration {
  const ledger = openLedger(input.ledger, inFolder(input.dir, `state/${ledgerPath}`));
  if (!ledger.ok) return { files: [], steps: [], problems: [ledger.error], refused: true };
  const state = migrateState(input, ledger.value);
  if (hasErrors(state.problems)) return { files: [], steps: [], problems: state.problems, refused: true };
  const enrollment = migrateEnrollment(input);
  return {
    files: [...enrollment.files, ...state.files],
    steps: [...enrollment.steps, ...state.steps],
    problems: [...enrollment.problems, ...state.problems],
    refused: false,
  };
}
