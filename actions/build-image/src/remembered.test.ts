import { parseDigest, type Digest, type Repository } from '@image-factory/core/reference';
import { expect, it } from 'vitest';
import { remembered } from './remembered.ts';

const repository = { domain: 'ghcr.io', path: 'acme/app' } as Repository;
const digestOf = (letter: string): Digest => parseDigest(`sha256:${letter.repeat(64)}`) ?? fails();

function fails(): never {
  throw new Error('no digest');
}

it('asks once for what is there, again for what was not, and knows things apart', async () => {
  const asked: string[] = [];
  let answer: string | undefined = 'here';
  const read = remembered({
    manifest: async (where: Repository, digest: Digest) => asked.push(`${where.path} ${digest.slice(7, 8)}`) && answer,
    blob: async (_: Repository, digest: Digest, most: number) => {
      asked.push(`blob ${digest.slice(7, 8)} ${most}`);
      if (answer === undefined) throw new Error('broken');
      return answer;
    },
  });
  const [a, b] = [digestOf('a'), digestOf('b')];
  await Promise.all([read.manifest(repository, a), read.manifest(repository, a), read.blob(repository, a, 10), read.blob(repository, a, 20)]);
  await Promise.all([read.manifest(repository, a), read.manifest({ ...repository, path: 'acme/other' } as Repository, a), read.blob(repository, a, 10)]);
  expect(asked.splice(0)).toEqual(['acme/app a', 'blob a 10', 'blob a 20', 'acme/other a']);
  answer = undefined;
  await Promise.allSettled([read.manifest(repository, b), read.blob(repository, b, 10)]);
  answer = 'now';
  expect(await Promise.all([read.manifest(repository, b), read.blob(repository, b, 10)])).toEqual(['now', 'now']);
});
