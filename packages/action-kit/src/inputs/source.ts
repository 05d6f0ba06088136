import { z } from 'zod';
import { Secret } from './blocks.ts';

/** Inputs of an action that reads other repositories as a GitHub App. */
export const appInputs = {
  appId: z
    .string()
    .optional()
    .describe(
      'Client id (or app id) of a GitHub App that is installed where sources are, with `contents` read. For each source repository a token is made that reads this one alone; where the App is not installed, the repository is read as without it. Set `app-private-key`, too.',
    ),
  appPrivateKey: Secret.optional().describe('Private key of that GitHub App, as PEM.'),
};

/** Inputs of every action that reads Dockerfiles of other repositories. */
export const sourceInputs = {
  sourceToken: Secret.optional().describe(
    'Token that may read the other source repositories (`contents` read on each). Without it only those are read that everybody may read. It is sent to the forge that runs the job, and to no other host.',
  ),
  ...appInputs,
};
