import { generateActionReadmes } from './action-readmes.ts';
import type { Generator } from './file.ts';
import { generateProblems } from './problems.ts';
import { generateRoomMap } from './room-map.ts';
import { generateSchemas } from './schemas.ts';

/** Everything that `pnpm generate` writes. */
export const generators: readonly Generator[] = [generateSchemas, generateProblems, generateActionReadmes, generateRoomMap];
