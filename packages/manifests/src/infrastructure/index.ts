export { definitionText, inputText } from './inputs.ts';
export { ProjectNamespace } from './namespace.ts';
export { FactoryObject, imageLabel, type KubernetesObject, type Metadata, type ObjectProps } from './object.ts';
export { AnalysisServiceAccount } from './service-account.ts';
export { keepNamespace, syncWave, type SyncWave } from './sync-wave.ts';
export { renderDocument, renderStream } from './yaml.ts';
