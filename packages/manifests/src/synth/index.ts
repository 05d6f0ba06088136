export type { GeneratedFile, ObjectSummary } from './file.ts';
export { isShardOf } from './shard.ts';
export { synthManifests, type Manifests } from './synth-manifests.ts';
