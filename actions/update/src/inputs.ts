import { filledByRunner, Flag, FolderInput, Lines, parsedBy, Secret } from '@image-factory/action-kit';
import { parseImageName } from '@image-factory/core/enrollment';
import { z } from 'zod';

/** What action.yml declares; a test holds the two together. */
export const UpdateInputs = z.strictObject({
  imageFactoryDir: FolderInput.prefault('image-factory').describe(
    'Folder of images.yaml, factory.yaml and state, from the root of the workspace.',
  ),
  image: parsedBy(parseImageName).optional().describe('Name of the one image to analyze. Empty means all.'),
  checkouts: Lines.default([]).describe(
    'Where other source repositories are checked out in the workspace, one `OWNER/REPO=FOLDER` a line. Sources in this repository need none.',
  ),
  strict: Flag.default(false).describe('Fail on warnings too, for example when a Dockerfile is missing.'),
  commit: Flag.default(false).describe(
    'Make one commit of what changed, on the branch that is checked out, and push it. What stands uncommitted is neither read nor committed. Without it, only the work tree is written.',
  ),
  push: Flag.default(true).describe('With `commit`, push the commit to `origin`. When the branch has moved meanwhile, nothing is written.'),
  githubToken: filledByRunner(Secret, '${{ github.token }}')
    .optional()
    .describe('Token that may push to the repository. The job needs `contents` write for it.'),
  dryRun: Flag.default(false).describe('Say what would change and write nothing.'),
});
export type UpdateInputs = z.output<typeof UpdateInputs>;
