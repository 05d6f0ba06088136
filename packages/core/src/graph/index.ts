export { buildModel } from './build-model.ts';
export { cycleProblems, findCycles } from './cycles.ts';
export type * from './model.ts';
export { graphFormats, renderGraph, type GraphFormat } from './render.ts';
export { blastRadius, buildNodes, sizeOfRadius, type BuildNode, type RadiusSize, type Reached } from './blast-radius.ts';
export { planWaves, type BuildOrder } from './waves.ts';
