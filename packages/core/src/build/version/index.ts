export { allocate, readAllocations, type Allocated, type Allocation, type AllocationRequest } from './allocations.ts';
export { nextVersion, parseVersion, type VersionInput } from './next-version.ts';
export { fullVersion, type Bump } from './semantic.ts';
