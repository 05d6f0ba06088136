import { commitInputs, Flag, FolderInput, Lines, parsedBy } from '@image-factory/action-kit';
import { parseImageName } from '@image-factory/core/enrollment';
import { z } from 'zod';

/** What action.yml declares; a test holds the two together. */
export const AnalyzeInputs = z.strictObject({
  imageFactoryDir: FolderInput.prefault('image-factory').describe(
    'Folder of images.yaml, factory.yaml and state, from the root of the workspace.',
  ),
  image: parsedBy(parseImageName).optional().describe('Name of the one image to analyze. Empty means all.'),
  checkouts: Lines.default([]).describe(
    'Where other source repositories are checked out in the workspace, one `OWNER/REPO=FOLDER` a line. Sources in this repository need none.',
  ),
  strict: Flag.default(false).describe('Fail on warnings too, for example when a Dockerfile is missing.'),
  ...commitInputs,
  dryRun: Flag.default(false).describe('Say what would change and write nothing.'),
});
export type AnalyzeInputs = z.output<typeof AnalyzeInputs>;
