export { openBuilder, type BuilderOptions } from './open-builder.ts';
export type { Environment } from './run/environment.ts';
export type { Allowed, BakeRequest, BakeResult, Builder, BuilderVersion, Log } from './types.ts';
