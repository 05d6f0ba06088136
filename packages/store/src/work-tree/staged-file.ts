import { randomBytes } from 'node:crypto';
import { closeSync, constants, fchmodSync, fsync, openSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** New content beside its target, under a name of its own, until it takes the target's place in one step. */
export interface StagedFile {
  readonly target: string;
  readonly temporary: string;
}

const flush = promisify(fsync);
const freshFile = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/**
 * Writes the text beside the target and waits until it is on the disk; the target itself is not touched.
 * Leaves nothing behind when it fails.
 *
 * @param mode - permission bits to give it; undefined: those of a new file
 */
export async function stageFile(target: string, text: string, mode: number | undefined): Promise<StagedFile> {
  const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.tmp`);
  const descriptor = openSync(temporary, freshFile, 0o666);
  const staged = { target, temporary };
  try {
    await fill(descriptor, text, mode);
  } catch (error) {
    discardFile(staged);
    throw error;
  }
  return staged;
}

async function fill(descriptor: number, text: string, mode: number | undefined): Promise<void> {
  try {
    if (mode !== undefined) fchmodSync(descriptor, mode);
    writeFileSync(descriptor, text, 'utf8');
    await flush(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

export function publishFile({ temporary, target }: StagedFile): void {
  renameSync(temporary, target);
}

/** Removes what was staged and not published; never hides the error that led here behind one of its own. */
export function discardFile({ temporary }: StagedFile): void {
  try {
    unlinkSync(temporary);
  } catch {
    // Left over: its name tells that it is temporary, and nothing reads it.
  }
}

/** Makes new names in a folder last through a crash of the machine, where the system can do that. */
export async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, constants.O_RDONLY);
  try {
    await flush(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
