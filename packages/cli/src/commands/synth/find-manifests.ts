import { error, type Problem } from '@image-factory/core/problem';
import { show } from '@image-factory/core/text';
import type { ManifestFile } from '@image-factory/use-cases';
import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { OpenInput } from '../../context.ts';
import { isFolder } from '../../place/find-place.ts';

export interface FoundManifests {
  readonly files: readonly ManifestFile[];
  readonly problems: readonly Problem[];
}

/** All files together: the manifests of thousands of images have some megabytes. */
const mostBytes = 64 * 1024 * 1024;

/** Reads the manifests that paths lead to, each once. Files are named as the paths name them. */
export async function findManifests(paths: readonly string[], cwd: string, stdin: OpenInput): Promise<FoundManifests> {
  const files: ManifestFile[] = [];
  const problems: Problem[] = [];
  let room = mostBytes;
  for (const path of new Set((await Promise.all(paths.map((one) => filesAt(one, cwd)))).flat())) {
    const file = path === '-' ? '<stdin>' : path;
    const read = await readBytes(path === '-' ? stdin() : createReadStream(resolve(cwd, path)), room);
    if (typeof read === 'string') problems.push(unreadable(file, read));
    else {
      room -= read.length;
      files.push({ file, text: read.toString('utf8') });
    }
  }
  return { files, problems };
}

async function filesAt(path: string, cwd: string): Promise<string[]> {
  if (path === '-' || !isFolder(resolve(cwd, path))) return [path];
  const names = await readdir(resolve(cwd, path));
  return names
    .filter((name) => /\.ya?ml$/.test(name))
    .toSorted()
    .map((name) => join(path, name));
}

/** Whatever can be opened is read, a pipe too. @returns why not, when it can't be used */
async function readBytes(input: AsyncIterable<Uint8Array>, room: number): Promise<Buffer | string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of input) {
      size += chunk.length;
      if (size > room) return `all files together are larger than ${mostBytes / 2 ** 20} MiB`;
      chunks.push(chunk);
    }
  } catch (cause) {
    if (!(cause instanceof Error) || !('code' in cause)) throw cause;
    return cause.code === 'ENOENT' ? 'there is no such file' : String(cause.code);
  }
  const bytes = Buffer.concat(chunks);
  return isUtf8(bytes) ? bytes : 'it is not valid UTF-8';
}

function unreadable(file: string, why: string): Problem {
  return error('inputs/invalid', `${show(file)} can not be read: ${why}.`, { source: { file } });
}
