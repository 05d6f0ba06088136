import { z } from 'zod';
import { filledByRunner, Flag, Secret } from './blocks.ts';

/** Inputs of every action that may end in a commit. */
export const commitInputs = {
  commit: Flag.default(false).describe(
    'Make one commit of state and manifests, on the branch that is checked out, and push it. What stands uncommitted is neither read nor committed. Without it, only the work tree is written.',
  ),
  push: Flag.default(true).describe(
    'With `commit`, push the commit to `origin`. When others commit at the same time, the run is made again on what they left.',
  ),
  commitBy: z
    .enum(['git', 'api'])
    .default('git')
    .describe(
      'How to commit: `git` pushes to `origin`; `api` asks GitHub to commit, which signs the commit and leaves the checkout as it is.',
    ),
  githubToken: filledByRunner(Secret, '${{ github.token }}')
    .optional()
    .describe('Token that may push to the repository. The job needs `contents` write for it.'),
};
