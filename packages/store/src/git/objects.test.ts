import { temporaryRepository } from '@image-factory/testkit';
import { describe, expect, it } from 'vitest';
import { createObjectReader } from './objects.ts';

describe('an object that is too large', () => {
  it('is passed over, and those around it are read', async () => {
    const large = Object.fromEntries(Array.from({ length: 3 }, (_, index) => [`large-${index}`, `${index}`.repeat(300_000)]));
    await using repository = await temporaryRepository({ files: { ...large, small: 'small', empty: '' } });
    const objects = createObjectReader(repository.path);
    const read = async (name: string): Promise<string | undefined> => {
      const contents = await objects.contents(`HEAD:${name}`, 100);
      return contents?.kind === 'bytes' ? contents.bytes.toString('utf8') : contents?.kind;
    };
    const names = ['small', 'large-0', 'empty', 'large-1', 'none', 'small', 'large-2'];
    expect(await Promise.all(names.map(read))).toEqual(['small', 'too-large', '', 'too-large', undefined, 'small', 'too-large']);
    expect(await read('small')).toBe('small');
    expect(await objects.info('HEAD:large-1')).toMatchObject({ type: 'blob', size: 300_000 });
  });
});

it('thousands of objects that are asked for at once come in their order', async () => {
  const files = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`${index}.txt`, `${index} ${'x'.repeat(index * 7)}`]));
  await using repository = await temporaryRepository({ files });
  const objects = createObjectReader(repository.path);
  const names = Array.from({ length: 4000 }, (_, index) => `${(index * 37) % 500}.txt`);
  const texts = await Promise.all(
    names.map(async (name) => {
      const contents = await objects.contents(`HEAD:${name}`, 1_000_000);
      return contents?.kind === 'bytes' ? contents.bytes.toString('utf8') : undefined;
    }),
  );
  expect(texts).toEqual(names.map((name) => files[name]));
});
