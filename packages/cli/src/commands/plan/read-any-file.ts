import type { ReportFiles } from '@image-factory/use-cases';
import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';

/** Reads a file that somebody names: whatever can be opened is read, a pipe too; links are meant. */
export async function readAnyFile(file: string, cwd: string, mostBytes: number): ReturnType<ReportFiles['read']> {
  try {
    const chunks: Buffer[] = [];
    // `end` is the last byte that is read: one more than there may be.
    for await (const chunk of createReadStream(resolve(cwd, file), { end: mostBytes })) chunks.push(chunk as Buffer);
    const bytes = Buffer.concat(chunks);
    if (bytes.length > mostBytes) return { kind: 'refused', code: 'too-large', reason: `it is larger than ${mostBytes / 2 ** 20} MiB` };
    if (!isUtf8(bytes)) return { kind: 'refused', code: 'not-utf8', reason: 'it is not valid UTF-8' };
    return { kind: 'file', text: bytes.toString('utf8') };
  } catch (cause) {
    if (!(cause instanceof Error) || !('code' in cause)) throw cause;
    if (cause.code === 'ENOENT') return { kind: 'missing' };
    return { kind: 'refused', code: 'unreadable', reason: cause.code === 'EISDIR' ? 'it is a folder' : String(cause.code) };
  }
}
