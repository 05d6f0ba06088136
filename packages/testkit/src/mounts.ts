import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { chmod, open, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeNeeding } from './needs.ts';
import { temporaryFolder, type Files, type TemporaryFolder } from './temporary.ts';

/** A file system of 64 KiB that is a real disk as far as a program can tell. */
export interface FullDisk extends AsyncDisposable {
  readonly path: string;
  /** Writes until nothing more fits. */
  fill(): Promise<void>;
}

/** A folder in which nothing can be written, by root neither. */
export interface UnwritableFolder extends AsyncDisposable {
  readonly path: string;
}

/** @returns undefined where this user may not mount file systems */
export async function mountFullDisk(): Promise<FullDisk | undefined> {
  const folder = await temporaryFolder();
  if (!mount(folder.path, 'size=64k,mode=0777')) return abandon(folder);
  return { path: folder.path, fill: () => fillDisk(folder.path), [Symbol.asyncDispose]: () => unmount(folder) };
}

/**
 * For root a file system that is mounted read-only (modes do not stop root), for others a folder without write permission.
 *
 * @returns undefined for a root that may not mount file systems
 */
export async function unwritableFolder(files: Files = {}): Promise<UnwritableFolder | undefined> {
  const folder = await temporaryFolder();
  if (process.getuid?.() !== 0) return withoutPermission(folder, files);
  if (!mount(folder.path, 'size=1m,mode=0777')) return abandon(folder);
  await folder.write(files);
  if (!remountReadOnly(folder.path)) throw new Error(`${folder.path} could not be made read-only.`);
  return { path: folder.path, [Symbol.asyncDispose]: () => unmount(folder) };
}

/** A group of tests that mount file systems. Where that is not permitted it is skipped by name; in CI that is a failure. */
export function describeMounted(title: string, body: () => void): void {
  describeNeeding(title, canMount() ? undefined : 'neither root nor `sudo -n mount` may be used', body);
}

let permitted: boolean | undefined;

/** Asked by doing it: being root says little within a container. */
function canMount(): boolean {
  permitted ??= tryMount();
  return permitted;
}

function tryMount(): boolean {
  if (process.platform !== 'linux') return false;
  const path = mkdtempSync(join(tmpdir(), 'image-factory-'));
  const mounted = mount(path, 'size=64k,mode=0777');
  if (mounted) asRoot('umount', [path]);
  rmdirSync(path);
  return mounted;
}

function mount(path: string, options: string): boolean {
  return asRoot('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', path]);
}

function remountReadOnly(path: string): boolean {
  return asRoot('mount', ['-o', 'remount,ro', path]);
}

async function unmount(folder: TemporaryFolder): Promise<void> {
  if (!asRoot('umount', [folder.path]) && !asRoot('umount', ['--lazy', folder.path])) {
    throw new Error(`${folder.path} could not be unmounted.`);
  }
  await folder[Symbol.asyncDispose]();
}

async function abandon(folder: TemporaryFolder): Promise<undefined> {
  await folder[Symbol.asyncDispose]();
  return undefined;
}

function asRoot(command: string, args: readonly string[]): boolean {
  const [file, ...prefix] = process.getuid?.() === 0 ? [command] : ['sudo', '-n', command];
  return file !== undefined && spawnSync(file, [...prefix, ...args], { stdio: 'ignore' }).status === 0;
}

async function fillDisk(path: string): Promise<void> {
  const filler = await open(join(path, 'filler'), 'a');
  try {
    for (;;) await filler.write(Buffer.alloc(4096, 'x'));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
  } finally {
    await filler.close();
  }
}

async function withoutPermission(folder: TemporaryFolder, files: Files): Promise<UnwritableFolder> {
  await folder.write(files);
  const entries = await readdir(folder.path, { recursive: true, withFileTypes: true });
  const below = entries.filter((entry) => entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
  const folders = [folder.path, ...below];
  await Promise.all(folders.map((path) => chmod(path, 0o555)));
  return {
    path: folder.path,
    async [Symbol.asyncDispose]() {
      await Promise.all(folders.map((path) => chmod(path, 0o755)));
      await folder[Symbol.asyncDispose]();
    },
  };
}
