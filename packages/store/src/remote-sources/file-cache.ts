import { hash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toText, type ReadResult } from '../work-tree/read.ts';

export interface FileCacheOptions {
  readonly folder: string;
  /** What may be kept, in bytes; what was not used for longest goes first. */
  readonly maxBytes: number;
}

/**
 * What stood at paths of commits, which never changes. Entries name texts by their hash, so that equal files are kept once.
 * Several processes may share a folder: files appear whole or not at all, and one that is not what its name says counts as
 * absent. A cache that can not be written is no reason to fail.
 */
export interface FileCache {
  /** @param key - parts that together name one path of one commit of one repository */
  find(key: readonly string[]): Promise<ReadResult | undefined>;
  keep(key: readonly string[], read: ReadResult): Promise<void>;
}

const longest = 1024 * 1024;
/** Milliseconds within which it does not matter when a file was used last. */
const day = 86_400_000;

export function createFileCache({ folder, maxBytes }: FileCacheOptions): FileCache {
  let pruned: Promise<void> | undefined;
  const entryOf = (key: readonly string[]): string => join(folder, `${sha256(JSON.stringify(key))}.json`);
  const textOf = (id: string): string => join(folder, `${id}.text`);

  return {
    async find(key) {
      const entry = parseEntry(await readOrNothing(entryOf(key)));
      if (entry?.kind !== 'file') return entry;
      const bytes = await readOrNothing(textOf(entry.hash));
      if (bytes === undefined || sha256(bytes) !== entry.hash) return undefined;
      return toText(bytes, longest);
    },
    async keep(key, read) {
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await (pruned ??= prune(folder, maxBytes));
        if (read.kind === 'file') await writeWhole(textOf(read.hash), read.text);
        await writeWhole(entryOf(key), JSON.stringify(read.kind === 'file' ? { kind: 'file', hash: read.hash } : read));
      } catch (error) {
        if (!(error instanceof Error && 'code' in error)) throw error; // the disk is full, or not ours to write
      }
    },
  };
}

type Entry = { readonly kind: 'file'; readonly hash: string } | Exclude<ReadResult, { kind: 'file' }>;

const cachedRefusals = ['symlink', 'directory', 'too-large', 'not-utf8', 'special'] as const;

function parseEntry(bytes: Buffer | undefined): Entry | undefined {
  const value = bytes === undefined ? undefined : parseJson(bytes.toString('utf8'));
  if (typeof value !== 'object' || value === null || !('kind' in value)) return undefined;
  if (value.kind === 'missing') return { kind: 'missing' };
  if (value.kind === 'file' && 'hash' in value && typeof value.hash === 'string' && /^[0-9a-f]{64}$/.test(value.hash))
    return { kind: 'file', hash: value.hash };
  if (value.kind !== 'refused' || !('code' in value) || !('reason' in value) || typeof value.reason !== 'string') return undefined;
  const code = cachedRefusals.find((known) => known === value.code);
  return code === undefined ? undefined : { kind: 'refused', code, reason: value.reason };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function readOrNothing(path: string): Promise<Buffer | undefined> {
  try {
    const bytes = await readFile(path);
    const { mtimeMs } = await stat(path);
    if (Date.now() - mtimeMs > day) await utimes(path, new Date(), new Date());
    return bytes;
  } catch {
    return undefined;
  }
}

async function writeWhole(path: string, text: string): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, text, { flag: 'wx', mode: 0o600 });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Removes what was used least recently, until a quarter is free again. Two that do so at once remove the same. */
async function prune(folder: string, maxBytes: number): Promise<void> {
  const files = await Promise.all((await readdir(folder)).map((name) => measure(join(folder, name))));
  let size = files.reduce((sum, file) => sum + file.size, 0);
  if (size <= maxBytes) return;
  for (const file of files.toSorted((a, b) => a.usedAt - b.usedAt)) {
    if (size <= maxBytes * 0.75) return;
    await rm(file.path, { force: true });
    size -= file.size;
  }
}

async function measure(path: string): Promise<{ readonly path: string; readonly size: number; readonly usedAt: number }> {
  const stats = await stat(path).catch(() => undefined);
  return { path, size: stats?.size ?? 0, usedAt: stats?.mtimeMs ?? 0 };
}

function sha256(data: string | Buffer): string {
  return hash('sha256', data, 'hex');
}
