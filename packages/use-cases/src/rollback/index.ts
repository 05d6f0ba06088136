export type { TagOutcome } from './move-tags.ts';
export type { RollbackRegistry } from './ports.ts';
export { rollback, type RollbackDeps, type RollbackInputs, type RollbackReport } from './rollback.ts';
