import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { toStoreError } from './work-tree/store-error.ts';

/**
 * Writes a file that somebody asked for by name, wherever that is. A link in its place is not followed: in a checkout it
 * may come from anybody's commit.
 *
 * @throws StoreError when the operating system refuses
 */
export async function writeReportFile(path: string, text: string): Promise<void> {
  try {
    await using file = await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW, 0o644);
    await file.writeFile(text);
  } catch (error) {
    throw toStoreError(path, 'written', error);
  }
}
