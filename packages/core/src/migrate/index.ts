export { ledgerPath } from './ledger.ts';
export { planMigration, type Migration } from './migrate.ts';
export type { ForeignState, MigratedFile, MigrationInput, MigrationStep } from './types.ts';
