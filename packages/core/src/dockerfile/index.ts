export { analyzeDockerfile } from './analyze.ts';
export { loadPreciseRange } from './load-ranges.ts';
export { parsePlatform } from './platform.ts';
export { analyzerVersion } from './version.ts';
export { expandWord, type Expansion, type ExpansionError } from './words/expand.ts';
export type { Environment } from './words/types.ts';
export type {
  AnalyzeDockerfile,
  BuildOptions,
  BuildStage,
  DockerfileAnalysis,
  ImageUse,
  Platform,
  PreciseRange,
  PulledImage,
  UnknownImage,
} from './types.ts';
