import { unlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from './make-folder.ts';
import { planRemoval, planWrite, type PlannedRemoval, type PlannedWrite } from './plan-change.ts';
import { discardFile, flushFolder, publishFile, stageFile, type StagedFile } from './staged-file.ts';
import { toStoreError } from './store-error.ts';

/** A change by path; any path that `resolveInside` takes. */
export type PathChange =
  | { readonly kind: 'write'; readonly path: string; readonly text: string }
  | { readonly kind: 'remove'; readonly path: string };

/** How many files wait for the disk at the same time. */
const batchSize = 32;

/**
 * Makes all changes below `root`.
 *
 * Everything is looked at before anything is written, and every new content is on the disk before the first file
 * changes: a path that is refused or a full disk changes nothing. Each file then changes in one step, and removals come
 * last: a crash in between leaves old or new files, never half of one, and nothing that was moved is lost.
 * Text that is there already is not written again.
 *
 * @throws StoreError naming the path that could not be changed; every other file is as it was or as wanted
 */
export async function applyInside(root: string, changes: readonly PathChange[]): Promise<void> {
  refuseTwice(changes);
  const writes: PlannedWrite[] = [];
  const removals: PlannedRemoval[] = [];
  for (const change of changes) {
    if (change.kind === 'write') writes.push(...planWrite(root, change.path, change.text));
    else removals.push(...planRemoval(root, change.path));
  }
  await writeAll(root, writes);
  await removeAll(removals);
}

function refuseTwice(changes: readonly PathChange[]): void {
  const paths = new Set(changes.map(({ path }) => path));
  if (paths.size < changes.length) throw new RangeError('Two changes are for one path.');
}

interface StagedWrite extends StagedFile {
  readonly path: string;
}

async function writeAll(root: string, writes: readonly PlannedWrite[]): Promise<void> {
  const staged = new Set<StagedWrite>();
  try {
    for (let start = 0; start < writes.length; start += batchSize) {
      await stageBatch(root, writes.slice(start, start + batchSize), staged);
    }
    for (const file of staged) {
      attempt(file.path, 'written', () => publishFile(file));
      staged.delete(file);
    }
    await flushFolders(writes, 'written');
  } finally {
    for (const file of staged) discardFile(file);
  }
}

/** All of the batch come to their end before one failure is reported: none is still being written then. */
async function stageBatch(root: string, writes: readonly PlannedWrite[], staged: Set<StagedWrite>): Promise<void> {
  const results = await Promise.allSettled(writes.map((write) => stageWrite(root, write)));
  for (const result of results) {
    if (result.status === 'fulfilled') staged.add(result.value);
  }
  for (const result of results) {
    if (result.status === 'rejected') throw result.reason;
  }
}

async function stageWrite(root: string, { path, absolute, text, mode }: PlannedWrite): Promise<StagedWrite> {
  try {
    makeFolder(root, dirname(absolute));
    return { path, ...(await stageFile(absolute, text, mode)) };
  } catch (error) {
    throw toStoreError(path, 'written', error);
  }
}

async function removeAll(removals: readonly PlannedRemoval[]): Promise<void> {
  for (const { path, absolute } of removals) attempt(path, 'removed', () => unlinkSync(absolute));
  await flushFolders(removals, 'removed');
}

async function flushFolders(changed: readonly PlannedRemoval[], action: 'written' | 'removed'): Promise<void> {
  const folders = new Map(changed.map(({ path, absolute }) => [dirname(absolute), path]));
  for (const [folder, path] of folders) {
    try {
      await flushFolder(folder);
    } catch (error) {
      throw toStoreError(path, action, error);
    }
  }
}

function attempt(path: string, action: 'written' | 'removed', act: () => void): void {
  try {
    act();
  } catch (error) {
    throw toStoreError(path, action, error);
  }
}
