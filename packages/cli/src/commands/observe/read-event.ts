import { readBaseObserved, type BaseObserved } from '@image-factory/core/observe';
import { error, type Problem } from '@image-factory/core/problem';
import { fail, show, type Result } from '@image-factory/core/text';
import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';

/** More than an event may have: what is longer is refused where it is parsed. */
const mostBytes = 512 * 1024;

/** Reads the event that a file holds; whatever can be opened is read, a pipe too. */
export async function readEvent(path: string, cwd: string): Promise<Result<BaseObserved, Problem>> {
  try {
    return readBaseObserved(await text(createReadStream(resolve(cwd, path), { end: mostBytes })));
  } catch (cause) {
    if (!(cause instanceof Error) || !('code' in cause)) throw cause;
    const why = cause.code === 'ENOENT' ? 'there is no such file' : String(cause.code);
    return fail(error('inputs/invalid', `--event: ${show(path)} can not be read: ${why}.`));
  }
}
