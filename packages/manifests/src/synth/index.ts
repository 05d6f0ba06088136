export type { GeneratedFile, ObjectSummary } from './file.ts';
export { isShardOf } from './shard.ts';
export { startSynthesis, synthManifests, type Manifests, type Synthesis, type SynthesizedFile } from './synth-manifests.ts';
