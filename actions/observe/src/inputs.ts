import { commitInputs, Flag, FolderInput, Lines } from '@image-factory/action-kit';
import { z } from 'zod';

/** What action.yml declares; a test holds the two together. */
export const ObserveInputs = z.strictObject({
  imageFactoryDir: FolderInput.prefault('image-factory').describe(
    'Folder of images.yaml, factory.yaml and state, from the root of the workspace.',
  ),
  images: Lines.default([]).describe('Names of the images and base images to look up, one a line. Empty means all.'),
  event: z
    .string()
    .optional()
    .describe(
      'File with an `image-factory-base-observed` event, such as the one that `github.event_path` names: only the image that it is about is looked up. What else it says is not believed. Empty means that there is none.',
    ),
  strict: Flag.default(false).describe('Fail on warnings too, for example when a tag that names one build was re-pointed.'),
  ...commitInputs,
  dryRun: Flag.default(false).describe('Say what would change and write nothing.'),
});
export type ObserveInputs = z.output<typeof ObserveInputs>;
