export { readBuiltFrom, writeBuiltFrom } from './built-from.ts';
export { replacesInput } from './decide.ts';
export { freshnessReader, platformsOf, type FreshnessReader } from './freshness.ts';
export { decideAll, predictCascade, type PlanInput, type Predicted } from './plan.ts';
export { shortDigest } from './sentences.ts';
export { watchedState } from './watched-state.ts';
export type { BaseFreshness, BuiltBase, Decided, Decision, Due, Evidence, Freshness, Move, Override, Wish } from './types.ts';
