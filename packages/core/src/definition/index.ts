export { readBake, selectBakeTarget, type BakeFile, type BakeImage, type BakeOptions, type BakeSource } from './bake/index.ts';
export type { BuildDefinition, UnknownValue } from './types.ts';
export { readCompose, selectService, type SelectedService, type Variables, type WantedImage } from './compose/index.ts';
export {
  readWorkflowBuild,
  type BuildForm,
  type DefinedField,
  type UnknownInput,
  type WantedBuild,
  type WorkflowBuild,
} from './workflow/index.ts';
