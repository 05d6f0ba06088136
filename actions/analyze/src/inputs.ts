import { commitInputs, Flag, FolderInput, Lines, parsedBy, partInputs, sourceInputs, UserError } from '@image-factory/action-kit';
import { parseImageName } from '@image-factory/core/enrollment';
import { parsePublishedDigest, parsePublishedTag, type Published } from '@image-factory/core/state';
import { z } from 'zod';

/** What action.yml declares; a test holds the two together. */
export const AnalyzeInputs = z.strictObject({
  imageFactoryDir: FolderInput.prefault('image-factory').describe(
    'Folder of images.yaml, factory.yaml and state, from the root of the workspace.',
  ),
  image: parsedBy(parseImageName).optional().describe('Name of the one image to analyze. Empty means all.'),
  ...partInputs,
  tag: parsedBy(parsePublishedTag)
    .optional()
    .describe('Tag under which `image` was published, when that started the job. It is recorded in the state of the image.'),
  digest: parsedBy(parsePublishedDigest)
    .optional()
    .describe('Digest of the published image, `sha256:…`. It is recorded in the state of the image.'),
  checkouts: Lines.default([]).describe(
    'Where other source repositories are checked out in the workspace, one `OWNER/REPO=FOLDER` a line. Sources in this repository need none; others are read where they are.',
  ),
  ...sourceInputs,
  strict: Flag.default(false).describe('Fail on warnings too, for example when a Dockerfile is missing.'),
  ...commitInputs,
  dryRun: Flag.default(false).describe('Say what would change and write nothing.'),
});
export type AnalyzeInputs = z.output<typeof AnalyzeInputs>;

/**
 * What was published of the image that started the job.
 *
 * @throws UserError when it is not said which image that is
 */
export function publishedOf({ image, tag, digest }: Pick<AnalyzeInputs, 'image' | 'tag' | 'digest'>): Published | undefined {
  if (tag === undefined && digest === undefined) return undefined;
  if (image === undefined) throw new UserError('`tag` and `digest` say something about one image.', { hint: 'Set `image`, too.' });
  return { ...(tag === undefined ? {} : { version: tag }), ...(digest === undefined ? {} : { digest }) };
}
