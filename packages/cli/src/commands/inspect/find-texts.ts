import { error, warning, type Problem } from '@image-factory/core/problem';
import { show } from '@image-factory/core/text';
import { createReadStream } from 'node:fs';
import { join, resolve } from 'node:path';
import type { OpenInput } from '../../context.ts';
import { findDockerfiles } from '../../place/find-dockerfiles.ts';
import { isFolder } from '../../place/find-place.ts';

/** A Dockerfile, or why there is none where somebody said one would be. */
export type Found =
  | { readonly kind: 'text'; readonly file: string; readonly text: string }
  | { readonly kind: 'problem'; readonly problem: Problem };

/** One byte more than a Dockerfile may have: what is longer is refused there. */
const mostBytes = 1024 * 1024 + 1;

/** Reads the Dockerfiles that paths lead to, one after the other, each once. Files are named as the paths name them. */
export async function* findTexts(paths: readonly string[], cwd: string, stdin: OpenInput): AsyncGenerator<Found> {
  const seen = new Set<string>();
  for (const path of paths) {
    if (seen.has(path)) continue;
    seen.add(path);
    if (path === '-') yield { kind: 'text', file: '<stdin>', text: await readText(stdin()) };
    else if (isFolder(resolve(cwd, path))) yield* findInFolder(path, cwd, seen);
    else yield await readFile(path, cwd);
  }
}

async function* findInFolder(folder: string, cwd: string, seen: Set<string>): AsyncGenerator<Found> {
  const { paths, complete } = findDockerfiles(resolve(cwd, folder));
  const source = { file: folder };
  if (paths.length === 0) {
    const hint = 'Name the file itself when it is called otherwise.';
    yield { kind: 'problem', problem: error('dockerfile/missing', `There is no Dockerfile in ${show(folder)}.`, { source, hint }) };
  }
  for (const path of paths.map((below) => join(folder, below))) {
    if (seen.has(path)) continue;
    seen.add(path);
    yield await readFile(path, cwd);
  }
  if (complete) return;
  const message = `Not all of ${show(folder)} was looked at: it has too many files or folders.`;
  yield { kind: 'problem', problem: warning('source/unreadable', message, { source, hint: 'Name folders below it.' }) };
}

/** Whatever can be opened is read, a pipe too; links that somebody names are meant. */
async function readFile(path: string, cwd: string): Promise<Found> {
  try {
    return { kind: 'text', file: path, text: await readText(createReadStream(resolve(cwd, path), { end: mostBytes })) };
  } catch (cause) {
    if (!(cause instanceof Error) || !('code' in cause)) throw cause;
    const source = { file: path };
    if (cause.code === 'ENOENT') {
      const hint = looksLikeImage(path) ? { hint: '`image-factory explain NAME` tells about an enrolled image.' } : {};
      return { kind: 'problem', problem: error('dockerfile/missing', `There is no file ${show(path)}.`, { source, ...hint }) };
    }
    return { kind: 'problem', problem: error('source/unreadable', `${show(path)} can not be read: ${String(cause.code)}.`, { source }) };
  }
}

/** The name of an enrolled image is a word, and a reference has a tag or a digest. */
function looksLikeImage(path: string): boolean {
  return /^[a-z0-9-]+$/.test(path) || /[^/:]:[^/:]+$/.test(path);
}

/** Bytes that are no UTF-8 become U+FFFD: no name of an image has them, and BuildKit does not mind them elsewhere. */
async function readText(input: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of input) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > mostBytes) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}
