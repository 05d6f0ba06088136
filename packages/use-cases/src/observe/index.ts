export { emptyObservation, observe, type ObserveDeps, type ObserveInputs, type ObserveReport } from './observe.ts';
export { observeRun, type ObservedRun } from './observe-run.ts';
export type { OpenRegistries, RegistryPort } from './ports.ts';
export type { ObservedImage } from './record-look-up.ts';
