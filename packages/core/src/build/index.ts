export { sameContents, type ContentsComparison, type ContentsDifference, type ImageContents, type PlatformContents } from './contents.ts';
export { allowancesOf, bakeDefinition, checkPlan, looksSecret, ownTarget, type Allowances } from './definition/index.ts';
export { explainGate, judgeFindings, judgeScans, type GatePolicy, type GateVerdict } from './gate.ts';
export { withBuildFacts, type BuildFacts } from './history.ts';
export { indexMediaType, mergeIndexes, type MergedIndex, type PushedManifest } from './index-manifest.ts';
export {
  imageAnnotations,
  imageLabel,
  imageLabels,
  indexAnnotations,
  keyLabel,
  platformAnnotations,
  versionLabel,
  type FinalBase,
  type ImageFacts,
} from './labels.ts';
export { builtEvent, imageBuilt, parseMetadata, renderMetadata, type BuiltEvent } from './metadata/index.ts';
export { comparePackages, readPackages, type PackageChange, type PackageList } from './packages.ts';
export { parsePins } from './pins.ts';
export { renderBuildSummary, type BuildSummary } from './summary.ts';
export { expandTags, immutableTag, type TagFacts } from './tags.ts';
export type {
  BuildAnnotation,
  BuildAttestations,
  BuildCache,
  BuildMetadata,
  BuildOutcome,
  BuildOutput,
  BuildPlan,
  BuildSecret,
  BuildSsh,
  BuiltFrom,
  Pin,
  Version,
} from './types.ts';
export {
  allocate,
  nextVersion,
  parseVersion,
  readAllocations,
  type Allocated,
  type Allocation,
  type AllocationRequest,
  type Bump,
  type VersionInput,
} from './version/index.ts';
