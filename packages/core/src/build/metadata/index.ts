export { parseMetadata } from './parse-metadata.ts';
export { builtEvent, imageBuilt, renderMetadata, type BuiltEvent } from './render-metadata.ts';
