import { commitInputs, Flag, FolderInput, Lines, parsedBy, partInputs, sourceInputs, UserError } from '@image-factory/action-kit';
import { parseImageName } from '@image-factory/core/enrollment';
import { z } from 'zod';

/** What action.yml declares; a test holds the two together. */
export const UpdateInputs = z.strictObject({
  imageFactoryDir: FolderInput.prefault('image-factory').describe(
    'Folder of images.yaml, factory.yaml and state, from the root of the workspace.',
  ),
  image: parsedBy(parseImageName).optional().describe('Name of the one image to analyze. Empty means all.'),
  ...partInputs,
  checkouts: Lines.default([]).describe(
    'Where other source repositories are checked out in the workspace, one `OWNER/REPO=FOLDER` a line. Sources in this repository need none; others are read where they are.',
  ),
  ...sourceInputs,
  strict: Flag.default(false).describe('Fail on warnings too, for example when a Dockerfile is missing.'),
  ...commitInputs,
  pullRequest: Flag.default(false).describe(
    'Bring what changed into the one pull request of the factory, in place of a commit. It is the same as `commit` where factory.yaml asks for pull requests. The job needs `pull-requests` write for it, too.',
  ),
  dryRun: Flag.default(false).describe('Say what would change and write nothing.'),
});
export type UpdateInputs = z.output<typeof UpdateInputs>;

/**
 * Whether a run may end in the pull request, which holds everything that is to change: a part of them would take the
 * others out of it.
 *
 * @throws UserError when both are asked for
 */
export function proposesOf({
  pullRequest,
  image,
  shard,
}: Pick<UpdateInputs, 'pullRequest' | 'image' | 'shard'>): 'never' | 'when-asked' | 'always' {
  const part = image !== undefined ? '`image`' : shard !== undefined ? '`shard`' : undefined;
  if (!pullRequest) return part === undefined ? 'when-asked' : 'never';
  if (part === undefined) return 'always';
  throw new UserError(`A pull request holds all images, and ${part} names some of them.`, {
    hint: `Leave ${part} or \`pull-request\` out.`,
  });
}
