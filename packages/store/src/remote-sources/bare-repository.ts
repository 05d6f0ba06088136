import { hash, randomUUID } from 'node:crypto';
import { mkdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { git } from '../git/git.ts';
import { addressOf } from './address.ts';
import { identityOf, type RemoteRepository } from './remote.ts';

/**
 * Opens the bare repository that holds what was fetched of one repository, or makes it. It lies in a folder called `.git`
 * of an otherwise empty folder, since git refuses a bare one that it merely happens to be in; there is no work tree.
 *
 * @param folder - holds the repositories of all hosts; their names tell nothing about each other
 * @returns the folder to run git in
 */
export async function openBareRepository(folder: string, repository: RemoteRepository): Promise<string> {
  const place = join(folder, hash('sha256', JSON.stringify(identityOf(repository)), 'hex'));
  if (!(await isThere(place))) await make(folder, place, addressOf(repository));
  await removeOldLocks(place);
  await utimes(place, new Date(), new Date()); // for the one that makes room
  return place;
}

/** Made beside its place and moved there, so that a second process finds all of it or nothing. */
async function make(folder: string, place: string, address: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const temporary = join(folder, `new-${randomUUID()}`);
  try {
    await mkdir(join(temporary, '.git'), { recursive: true, mode: 0o700 });
    await git(['init', '--quiet', '--bare', '--template=', '--end-of-options', '.git'], {
      cwd: temporary,
      timeoutMs: 30_000,
      maxBytes: 65_536,
    });
    await writeFile(join(temporary, '.git/config'), configOf(address));
    await rename(temporary, place);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    if (!(await isThere(place))) throw error; // else somebody else was faster
  }
}

/** Milliseconds after which a lock was left by a process that was ended; git holds one for moments. */
const oldLock = 600_000;

async function removeOldLocks(place: string): Promise<void> {
  for (const name of ['shallow.lock', 'packed-refs.lock', 'config.lock']) {
    const lock = join(place, '.git', name);
    const stats = await stat(lock).catch(() => undefined);
    if (stats !== undefined && Date.now() - stats.mtimeMs > oldLock) await rm(lock, { force: true });
  }
}

/** A partial clone: objects that are not there are no damage. */
function configOf(address: string): string {
  return [
    '[core]\n\trepositoryFormatVersion = 1\n\tbare = true',
    '[extensions]\n\tpartialClone = origin',
    `[remote "origin"]\n\turl = ${address}\n\tpromisor = true\n\tpartialCloneFilter = blob:none\n`,
  ].join('\n');
}

async function isThere(place: string): Promise<boolean> {
  return stat(join(place, '.git/config')).then(
    () => true,
    () => false,
  );
}
