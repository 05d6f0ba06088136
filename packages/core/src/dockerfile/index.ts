export { analyzeDockerfile } from './analyze.ts';
export { answerLine } from './answers/answer-line.ts';
export { answerPulls } from './answers/answer-pulls.ts';
export type { PullsAnswer, PullsQuestion } from './answers/question.ts';
export { readQuestion } from './answers/read-question.ts';
export { suggestImprovements, type SuggestionOptions } from './improvements/suggest-improvements.ts';
export { parsePlatform } from './platform.ts';
export { preciseRange } from './ranges.ts';
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
  PulledImage,
  UnknownImage,
} from './types.ts';
