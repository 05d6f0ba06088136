import fc from 'fast-check';
import { expect, it } from 'vitest';
import { splitLines } from './split-lines.ts';

async function* chunked(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (const size of sizes) yield bytes.subarray(at, (at += size));
  yield bytes.subarray(at);
}

it('cuts the same lines, however the bytes arrive', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ unit: 'grapheme', maxLength: 8 })), fc.array(fc.nat({ max: 9 })), fc.boolean(), async (texts, sizes, ends) => {
      const lines = texts.map((text) => text.replaceAll('\n', ''));
      const text = lines.join('\n') + (ends && lines.length > 0 ? '\n' : '');
      const found = (await Array.fromAsync(splitLines(chunked(Buffer.from(text), sizes), 1000))).flat();
      const wanted = text.split('\n');
      expect(found).toEqual(wanted.at(-1) === '' ? wanted.slice(0, -1) : wanted);
    }),
  );
});

it('lets go of a line that is too long, and of that one alone', async () => {
  const bytes = Buffer.from('abc\nabcdef\nabcd\nabcdefg');
  expect((await Array.fromAsync(splitLines(chunked(bytes, [5, 1, 9]), 4))).flat()).toEqual(['abc', undefined, 'abcd', undefined]);
});
