export { analyze, planAnalysis, type AnalysisPlan, type AnalyzeDeps, type AnalyzeInputs } from './analyze.ts';
export { explain, subjects, type ExplainedBase, type Explanation } from './explain.ts';
export { inspect, type Inspection } from './inspect.ts';
export { layoutOf, pathIn, type Layout } from './layout.ts';
export { loadFactory, type LoadDeps, type Loaded } from './load.ts';
export type { Clock, FileChange, FileRead, History, Log, Sources, Tree } from './ports.ts';
export type { FileReport, ImageReport, RunReport, WatchReport } from './report.ts';
export { synth, type SynthDeps, type SynthInputs } from './synth.ts';
export { update } from './update.ts';
