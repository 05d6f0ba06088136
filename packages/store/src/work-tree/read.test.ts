import { runProcess, temporaryFolder, type TemporaryFolder } from '@image-factory/testkit';
import { createHash } from 'node:crypto';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readInside } from './read.ts';

it.each([
  { story: 'plain text', bytes: Buffer.from('a: 1\n') },
  { story: 'nothing', bytes: Buffer.alloc(0) },
  { story: 'a byte order mark, which is kept', bytes: Buffer.from('\ufeffFROM node\n') },
  { story: 'Windows line ends, which are kept', bytes: Buffer.from('a\r\nb\r\n') },
  { story: 'characters of every length, and NUL', bytes: Buffer.from('a\0é€😀') },
])('gives the text, size and hash of $story', async ({ bytes }) => {
  await using folder = await temporaryFolder();
  await writeFile(join(folder.path, 'file'), bytes);
  const hash = createHash('sha256').update(bytes).digest('hex');
  const result = readInside(folder.path, 'file', 100);
  expect(result).toEqual({ kind: 'file', text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes), bytes: bytes.length, hash });
});

it.each<{ story: string; make: (folder: TemporaryFolder) => Promise<unknown>; code: string; reason: string }>([
  { story: 'a folder', make: (f) => mkdir(join(f.path, 'x')), code: 'directory', reason: 'it is a folder' },
  { story: 'a link to a file beside it', make: (f) => symlink('real', join(f.path, 'x')), code: 'symlink', reason: 'it is a symbolic link' },
  { story: 'a link to nowhere', make: (f) => symlink('nowhere', join(f.path, 'x')), code: 'symlink', reason: 'it is a symbolic link' },
  { story: 'a link to itself', make: (f) => symlink('x', join(f.path, 'x')), code: 'symlink', reason: 'it is a symbolic link' },
  { story: 'a FIFO, without waiting for a writer', make: (f) => makeFifo(f.path), code: 'special', reason: 'it is neither a file nor a folder' },
  { story: 'bytes that are no UTF-8', make: (f) => writeFile(join(f.path, 'x'), Buffer.from([0x61, 0xc3, 0x28])), code: 'not-utf8', reason: 'it is not valid UTF-8' },
  { story: 'half a character at the end', make: (f) => writeFile(join(f.path, 'x'), Buffer.from('é').subarray(0, 1)), code: 'not-utf8', reason: 'it is not valid UTF-8' },
  { story: 'half a surrogate pair', make: (f) => writeFile(join(f.path, 'x'), Buffer.from([0xed, 0xa0, 0x80])), code: 'not-utf8', reason: 'it is not valid UTF-8' },
  { story: 'a byte too many', make: (f) => writeFile(join(f.path, 'x'), 'x'.repeat(1025)), code: 'too-large', reason: 'it is larger than 1 KiB' },
])('refuses $story', async ({ make, code, reason }) => {
  await using folder = await temporaryFolder({ real: 'text' });
  await make(folder);
  expect(readInside(folder.path, 'x', 1024)).toEqual({ kind: 'refused', code, reason });
});

it('a file of exactly the limit is read', async () => {
  await using folder = await temporaryFolder({ x: 'x'.repeat(1024) });
  expect(readInside(folder.path, 'x', 1024)).toMatchObject({ kind: 'file', bytes: 1024 });
});

it.each([
  { limit: 1, words: '1 bytes' },
  { limit: 1500, words: '1500 bytes' },
  { limit: 2048, words: '2 KiB' },
  { limit: 1024 * 1024, words: '1 MiB' },
  { limit: 8 * 1024 * 1024 + 1, words: '8388609 bytes' },
])('says a limit of $limit as $words', async ({ limit, words }) => {
  await using folder = await temporaryFolder({ x: 'x'.repeat(limit + 1) });
  expect(readInside(folder.path, 'x', limit)).toMatchObject({ reason: `it is larger than ${words}` });
});

it.each(['none', 'none/none', 'real/below'])('%s is missing', async (path) => {
  await using folder = await temporaryFolder({ real: 'text' });
  expect(readInside(folder.path, path, 100)).toEqual({ kind: 'missing' });
});

async function makeFifo(folder: string): Promise<void> {
  await runProcess('mkfifo', ['x'], { cwd: folder });
}
