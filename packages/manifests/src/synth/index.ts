export type { GeneratedFile, ObjectSummary, Piece, SynthesizedFile } from './file.ts';
export { isShardOf } from './shard.ts';
export { startSynthesis, synthManifests, type Manifests, type Synthesis } from './synth-manifests.ts';
