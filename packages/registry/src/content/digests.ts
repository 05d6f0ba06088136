import { createHash } from 'node:crypto';
import { parseDigest, type Digest } from '@image-factory/core/reference';

/** The digest of bytes, by the algorithm of another digest; SHA-256 where there is none to follow. */
export function digestOf(bytes: Buffer, like?: Digest): Digest {
  const [algorithm = 'sha256'] = like?.split(':') ?? [];
  const digest = parseDigest(`${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`);
  if (digest === undefined) throw new RangeError(`No digest is made by ${algorithm}.`);
  return digest;
}

/** What a header says; undefined for what is no digest. */
export function digestIn(header: string | readonly string[] | undefined): Digest | undefined {
  return typeof header === 'string' ? parseDigest(header.trim()) : undefined;
}
