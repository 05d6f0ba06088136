import { filledByRunner, Flag, FolderInput, parsedBy, Secret } from '@image-factory/action-kit';
import { parseImageName, parseRepoSlug } from '@image-factory/core/enrollment';
import { parsePublishedDigest } from '@image-factory/core/state';
import { z } from 'zod';

/** What action.yml declares; a test holds the two together. */
export const ReportInputs = z.strictObject({
  imageFactoryDir: FolderInput.prefault('image-factory').describe(
    'Folder of images.yaml, factory.yaml and state, from the root of the workspace.',
  ),
  image: parsedBy(parseImageName).describe('Name of the enrolled image.'),
  digest: parsedBy(parsePublishedDigest).describe(
    'What was built, as `build-image` says. It only tells where to look: version, key and bases are read in the registry.',
  ),
  metadata: z
    .string()
    .optional()
    .describe('What `build-image` knows of the build (its output `metadata`): attempt and time that it took are recorded, too.'),
  factory: parsedBy((text) => parseRepoSlug(text, 'github'))
    .optional()
    .describe(
      'The repository of the factory, `owner/name`, where it is another one: it gets the event `image-factory-built`. Default: state is here.',
    ),
  dryRun: Flag.default(false).describe('Say what would be recorded; write and send nothing.'),
  strict: Flag.default(false).describe('Fail on warnings too.'),
  githubToken: filledByRunner(Secret, '${{ github.token }}')
    .optional()
    .describe('Token that may push to this repository, or send events to `factory`: `contents` write there.'),
});
export type ReportInputs = z.output<typeof ReportInputs>;
