import { appInputs, Flag, FolderInput, Lines } from '@image-factory/action-kit';
import { z } from 'zod';

/** What action.yml declares; a test holds the two together. */
export const CheckInputs = z.strictObject({
  imageFactoryDir: FolderInput.prefault('image-factory').describe(
    'Folder of images.yaml, factory.yaml and state, from the root of the workspace.',
  ),
  base: z
    .string()
    .optional()
    .describe(
      'Commit, branch or tag that the change is made against; what counts is where the two parted. Empty means what the event says, or else the main branch.',
    ),
  head: z.string().optional().describe('Commit, branch or tag with the change. Empty means what the event says, or else the work tree.'),
  checkouts: Lines.default([]).describe(
    'Where other source repositories are checked out in the workspace, one `OWNER/REPO=FOLDER` a line. Sources in this repository need none.',
  ),
  ...appInputs,
  strict: Flag.default(false).describe('Fail on warnings too, and on errors that the base has as well.'),
  reportFile: z
    .string()
    .optional()
    .describe(
      'Where the whole report is written as JSON, for a later job that comments on the pull request. A path from the root of the workspace, or an absolute one.',
    ),
});
export type CheckInputs = z.output<typeof CheckInputs>;
