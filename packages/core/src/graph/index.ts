export { buildModel } from './build-model.ts';
export { cycleProblems, findCycles } from './cycles.ts';
export type * from './model.ts';
export { graphFormats, renderGraph, type GraphFormat } from './render.ts';
