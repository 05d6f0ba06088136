import { parseShard } from '@image-factory/core/state';
import { UserError } from '../run/user-error.ts';
import { parsedBy } from './blocks.ts';

/** Inputs of every action that may look at a part of the images. */
export const partInputs = {
  shard: parsedBy(parseShard)
    .optional()
    .describe(
      'Analyze only one of several parts of the images: `2/5` is the second of five. In a matrix of jobs, each with `commit` and a part of its own, all of them leave the state that one job leaves, whichever comes last. Not together with `image`.',
    ),
};

/** @throws UserError when one image and a part of all are asked for */
export function checkPart({ image, shard }: { readonly image?: unknown; readonly shard?: unknown }): void {
  if (image === undefined || shard === undefined) return;
  throw new UserError('`shard` is a part of all images, and `image` is one.', { hint: 'Leave one of the two out.' });
}
