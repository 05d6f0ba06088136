import type { BranchName } from '@image-factory/core/enrollment';
import { cloneBranch, openGround, type GroundOptions, type RemotePlace } from '@image-factory/store';
import type { Ground } from '@image-factory/use-cases';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A repository that is not checked out here, for as long as somebody works on it. */
export interface Elsewhere extends AsyncDisposable {
  ground(options: Omit<GroundOptions, 'origin'>): Ground;
}

/**
 * Fetches a branch into a temporary folder, without its files.
 *
 * @throws GitError when the branch can not be fetched
 */
export async function openElsewhere(from: RemotePlace, branch: BranchName, token: string | undefined): Promise<Elsewhere> {
  await using ends = new AsyncDisposableStack();
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'image-factory-state-')));
  ends.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  await cloneBranch(from, branch, folder, { isCheckedOut: false, ...(token === undefined ? {} : { token }) });
  const kept = ends.move();
  return {
    ground: (options) => openGround(folder, { ...options, origin: async () => from }),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
