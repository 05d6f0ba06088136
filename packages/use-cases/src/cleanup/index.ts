export { cleanup, type CleanupInputs, type CleanupReport } from './cleanup.ts';
export type { CleanupItem } from './plan-cleanup.ts';
