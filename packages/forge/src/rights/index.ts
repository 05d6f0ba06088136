export { createRights, type Rights, type RightsOptions } from './rights.ts';
export { consentPath } from './consent-file.ts';
export type { Right } from './types.ts';
