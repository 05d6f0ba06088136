import { filledByRunner, Flag, FolderInput, Lines, Secret } from '@image-factory/action-kit';
import { z } from 'zod';

/** What action.yml declares; a test holds the two together. */
export const PinInputs = z.strictObject({
  imageFactoryDir: FolderInput.prefault('image-factory').describe(
    'Folder of images.yaml, factory.yaml and state, from the root of the workspace.',
  ),
  images: Lines.default([]).describe('Names of images whose pins are looked at, one a line. Empty means all.'),
  dryRun: Flag.default(false).describe('Say which pins would move, and propose nothing.'),
  strict: Flag.default(false).describe('Fail on warnings too.'),
  githubToken: filledByRunner(Secret, '${{ github.token }}')
    .optional()
    .describe('Token that may open pull requests in this repository. The job needs `contents` write and `pull-requests` write for it.'),
  pullRequestToken: Secret.optional().describe(
    'Token that may open pull requests in other repositories (`contents` write and `pull-requests` write on each). Without it only pins of this repository move.',
  ),
});
export type PinInputs = z.output<typeof PinInputs>;
