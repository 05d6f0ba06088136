export type { DockerfileCase } from './case.ts';
export { dockerfileCases } from './corpus.ts';
export { pathologicalFamilies, type Family } from './families.ts';
export { mutateDockerfile } from './mutate.ts';
export { numbersFrom } from './numbers.ts';
