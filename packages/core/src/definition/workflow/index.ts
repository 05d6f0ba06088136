export { readWorkflowBuild } from './read-workflow.ts';
export type { BuildForm, DefinedField, UnknownInput, WantedBuild, WorkflowBuild } from './types.ts';
