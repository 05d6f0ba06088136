import { commitInputs, Flag, FolderInput } from '@image-factory/action-kit';
import { z } from 'zod';

/** What action.yml declares; a test holds the two together. */
export const SynthInputs = z.strictObject({
  imageFactoryDir: FolderInput.prefault('image-factory').describe(
    'Folder of images.yaml, factory.yaml and state, from the root of the workspace.',
  ),
  strict: Flag.default(false).describe('Fail on warnings too, for example when a state file lacks what a manifest needs.'),
  ...commitInputs,
  dryRun: Flag.default(false).describe('Say what would change and write nothing.'),
});
export type SynthInputs = z.output<typeof SynthInputs>;
