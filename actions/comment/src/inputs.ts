import { filledByRunner, Secret } from '@image-factory/action-kit';
import { z } from 'zod';

/** What action.yml declares; a test holds the two together. */
export const CommentInputs = z.strictObject({
  reportFile: z
    .string()
    .describe(
      "The report that `check` wrote. It comes from a job that ran somebody else's change, so nothing of it is believed without a look. A path from the root of the workspace, or an absolute one.",
    ),
  githubToken: filledByRunner(Secret, '${{ github.token }}').describe(
    'Token that may comment. The job needs `pull-requests` write for it, and nothing else.',
  ),
});

/** The outputs of action.yml. */
export interface CommentOutputs {
  readonly outcome: 'created' | 'updated' | 'unchanged' | 'none';
  readonly pullRequest: string;
}

export const nothing: CommentOutputs = { outcome: 'none', pullRequest: '' };
