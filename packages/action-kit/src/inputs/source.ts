import { Secret } from './blocks.ts';

/** Inputs of every action that reads Dockerfiles of other repositories. */
export const sourceInputs = {
  sourceToken: Secret.optional().describe(
    'Token that may read the other source repositories (`contents` read on each). Without it only those are read that everybody may read. It is sent to the forge that runs the job, and to no other host.',
  ),
};
