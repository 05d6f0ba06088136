export { readBake } from './read.ts';
export { selectBakeTarget, type BakeImage } from './select.ts';
export type { BakeFile, BakeOptions, BakeSource } from './types.ts';
