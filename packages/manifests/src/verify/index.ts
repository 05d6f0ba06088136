export { describeObjects, type DescribedObject } from './described-objects.ts';
export type { ManifestFile } from './documents.ts';
export { verifyManifests, type Verified } from './verify.ts';
