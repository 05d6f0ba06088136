import type { IncomingMessage } from 'node:http';
import type { Unknown } from '@image-factory/core/observe';
import { show } from '@image-factory/core/text';
import { unknown } from '../unknown.ts';

interface Read {
  readonly kind: 'read';
  readonly bytes: Buffer;
}

/**
 * Reads an answer as long as it is not too long; what is too long is cut off at once.
 *
 * @param limit - bytes; 0 for an answer that has no body
 * @throws when the connection breaks off
 */
export async function readBody(response: IncomingMessage, limit: number): Promise<Read | Unknown> {
  const encoding = response.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') return giveUp(response, `an answer is compressed (${show(encoding, 20)}), which was not asked for`);
  if (limit > 0 && Number(response.headers['content-length'] ?? 0) > limit) return giveUp(response, tooLong(limit));
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response) {
    if (!Buffer.isBuffer(chunk)) continue;
    length += chunk.length;
    if (length > limit) return giveUp(response, tooLong(limit));
    chunks.push(chunk);
  }
  return { kind: 'read', bytes: Buffer.concat(chunks) };
}

function giveUp(response: IncomingMessage, why: string): Unknown {
  response.on('error', () => {});
  response.destroy();
  return unknown('broken', why);
}

function tooLong(limit: number): string {
  return limit >= 1024 * 1024 ? `an answer has more than ${limit / 1024 / 1024} MiB` : `an answer has more than ${limit / 1024} KiB`;
}
