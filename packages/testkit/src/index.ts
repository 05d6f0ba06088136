export { anyImageName, anyReference, anyYamlScalarText } from './arbitraries.ts';
export { parseAnnotations, type Annotation } from './bundle/annotations.ts';
export { parseOutputs } from './bundle/outputs.ts';
export { runBundle, runCli, type BundleOptions, type BundleRun, type CliOptions } from './bundle/run.ts';
export { describeBuildKit } from './describe-buildkit.ts';
export { describeGitHub } from './describe-github.ts';
export { fakeClock, type FakeClock } from './clock.ts';
export * from './git-server/index.ts';
export * from './gitlab/index.ts';
export * from './buildkit/index.ts';
export * from './dockerfiles/index.ts';
export {
  faultAnswers,
  startGitHub,
  type Dispatch,
  type GitHub,
  type GitHubFault,
  type GitHubOptions,
  type RecordedRequest,
  type RepositoryHandle,
} from './github/index.ts';
export { readKargoSchemas, readKubernetesYaml, type KargoObject, type KargoSchemas } from './kargo-schemas.ts';
export { memoryLog, type LogEntry, type MemoryLog } from './log.ts';
export { describeMounted, mountFullDisk, unwritableFolder, type FullDisk, type UnwritableFolder } from './mounts.ts';
export { runProcess, type ProcessOptions, type ProcessRun } from './process.ts';
export { describeShared } from './shared.ts';
export {
  temporaryFolder,
  temporaryRepository,
  type Files,
  type RepositoryOptions,
  type TemporaryFolder,
  type TemporaryRepository,
} from './temporary.ts';
export { treeHash } from './tree-hash.ts';
export { startImageRegistry, type ImageRegistry } from './image-registry.ts';
export { selfSigned } from './smtp-certificate.ts';
export { startSmtp, type SmtpOptions, type SmtpServer, type TakenMail } from './smtp.ts';
export {
  describeKubernetes,
  findKubernetes,
  openClient,
  readKubeconfig,
  startKubernetes,
  type ApiAddress,
  type ApiClient,
  type ApiObject,
  type Applied,
  type Kubernetes,
  type KubernetesOptions,
  type KubernetesPrograms,
} from './kubernetes/index.ts';
export { describeNeeding, describeTool, findOnPath, notOnPath } from './needs.ts';
