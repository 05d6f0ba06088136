import { generateActionReadmes } from './action-readmes.ts';
import { generateCliReference } from './cli-reference.ts';
import { generateEnrollmentKeys } from './enrollment-keys.ts';
import type { Generator } from './file.ts';
import { generateProblems } from './problems.ts';
import { generateRoomMap } from './room-map.ts';
import { generateSchemas } from './schemas.ts';
import { generateStateFields } from './state-fields.ts';

/** Everything that `pnpm generate` writes. */
export const generators: readonly Generator[] = [
  generateSchemas,
  generateProblems,
  generateActionReadmes,
  generateRoomMap,
  generateCliReference,
  generateEnrollmentKeys,
  generateStateFields,
];
