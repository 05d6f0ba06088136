import { UserError } from '@image-factory/action-kit';
import { readBaseObserved, type BaseObserved } from '@image-factory/core/observe';
import { show } from '@image-factory/core/text';
import { createReadStream } from 'node:fs';
import { text } from 'node:stream/consumers';

/** More than an event may have: what is longer is refused where it is parsed. */
const mostBytes = 512 * 1024;

/** @throws UserError when the file can not be read, or holds no such event */
export async function readEvent(path: string): Promise<BaseObserved> {
  const read = readBaseObserved(await readStart(path));
  if (read.ok) return read.value;
  const { message, hint } = read.error;
  throw new UserError(message, hint === undefined ? {} : { hint });
}

async function readStart(path: string): Promise<string> {
  try {
    return await text(createReadStream(path, { end: mostBytes }));
  } catch (cause) {
    if (!(cause instanceof Error) || !('code' in cause)) throw cause;
    throw new UserError(`\`event\`: ${show(path)} can not be read: ${String(cause.code)}.`, {
      hint: 'Write `${{ github.event_path }}`, or leave it empty where no event started the run.',
    });
  }
}
