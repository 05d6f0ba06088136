export { allocateVersion, type AllocatedVersion, type AllocateVersionDeps, type AllocateVersionInputs } from './allocate-version.ts';
export { assemble, type AssembleDeps, type AssembleInputs, type AssembleReport, type Gate, type GateRunner } from './assemble.ts';
export { build, wantedPlatforms, type BuildDeps, type BuildReport } from './build.ts';
export type { BuildInputs, BuildSettings } from './plan-build.ts';
export { versionInFile } from './define-source.ts';
export { findImage, type FoundImage } from './find-image.ts';
export type {
  BakeRequest,
  Builder,
  BuildRegistries,
  FactoryTree,
  ManifestBytes,
  RegistryReader,
  RegistryWriter,
  SourceFolder,
  SourceFolders,
  StepDeps,
} from './ports.ts';
export { publish, type PublishedTag, type PublishInputs, type PublishReport } from './publish.ts';
export { recordBuild, type RecordBuildDeps, type RecordBuildInputs, type RecordBuildReport, type RecordedBuild } from './record-build.ts';
