export { readRecord, recordFile, renderRecord, type FileRecord, type ManifestRecord } from './record.ts';
export { generatorVersion } from './version.ts';
export type { GeneratedFile, ObjectSummary, PieceText, SynthesizedFile } from './file.ts';
export { isCatalogFile, isShardOf } from './shard.ts';
export { startSynthesis, synthManifests, type Manifests, type Synthesis } from './synth-manifests.ts';
