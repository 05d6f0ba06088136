import type { Stream } from './stream.ts';

/**
 * Writes a text and waits until it was taken: a reader that is slower than we are is waited for.
 *
 * @returns false when nobody reads any more
 */
export function writeAll(stream: Stream, text: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  stream.write(text, (failure) => resolve(failure === undefined || failure === null));
  return promise;
}
