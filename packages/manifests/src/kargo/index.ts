export { buildImage, buildShared, namesUsedBy } from './build.ts';
export { upstreamFinder, type UpstreamNode } from './find-upstream.ts';
export { branchUrl } from './forge-url.ts';
export { distinctBaseNames, objectName } from './names.ts';
export { planKargo, type ImageObjects, type ImagePlan, type KargoPlan } from './plan.ts';
export { checkManifests, manifestCheck, type ManifestCheck } from './rules.ts';
