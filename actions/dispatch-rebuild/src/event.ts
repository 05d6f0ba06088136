import { UserError } from '@image-factory/action-kit';
import { show } from '@image-factory/core/text';
import { createReadStream } from 'node:fs';
import { text } from 'node:stream/consumers';

/** More than an event may have: what is longer is refused where it is parsed. */
const mostBytes = 512 * 1024;

/**
 * The text of the event that started the run.
 *
 * @throws UserError when the file can not be read
 */
export async function readEvent(path: string): Promise<string> {
  try {
    return await text(createReadStream(path, { end: mostBytes }));
  } catch (cause) {
    if (!(cause instanceof Error) || !('code' in cause)) throw cause;
    throw new UserError(`\`event\`: ${show(path)} can not be read: ${String(cause.code)}.`, {
      hint: 'Write `${{ github.event_path }}`, or leave it empty where no event started the run.',
    });
  }
}
