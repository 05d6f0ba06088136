import { request as ask, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Deciding } from './faults.ts';

/** What can be done to an answer that the server has given. */
export type AnswerFault = Extract<Deciding, { kind: 'lose-answer' | 'truncate' | 'drip' }>;

const keptBytes = 64 * 1024;

/**
 * Sends the request on as it is, on a connection of its own.
 *
 * @param keep - gets the first 64 KiB of the body, piece by piece
 */
export async function askTarget(target: string, request: IncomingMessage, keep: (text: string) => void): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const { hostname, port, host } = new URL(target);
  const { method, url: path, headers } = request;
  const forwarded = ask({ hostname, port, method, path, headers: { ...headers, host, connection: 'close' }, agent: false }, resolve);
  forwarded.once('error', reject);
  const decoder = new TextDecoder();
  let kept = 0;
  request.on('data', (chunk: Buffer) => {
    if (kept < keptBytes) keep(decoder.decode(chunk.subarray(0, keptBytes - kept), { stream: true }));
    kept += chunk.length;
  });
  request.once('close', () => {
    if (!request.complete) forwarded.destroy();
  });
  request.pipe(forwarded);
  return promise;
}

/** Gives the server's answer to the client, or what the fault leaves of it. The server has done its part in each case. */
export async function relay(
  answer: IncomingMessage,
  response: ServerResponse,
  fault: AnswerFault | undefined,
  signal: AbortSignal,
): Promise<void> {
  if (fault?.kind === 'lose-answer') {
    for await (const _chunk of answer); // to its end: only then everything is done
    response.socket?.resetAndDestroy();
    return;
  }
  response.writeHead(answer.statusCode ?? 502, endToEnd(answer.headers));
  let left = fault?.kind === 'truncate' ? fault.bytes : Infinity;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    for (const piece of cut(chunk, fault)) {
      await write(response, piece.subarray(0, left));
      left -= piece.length;
      if (left <= 0) {
        response.socket?.destroySoon();
        return;
      }
      if (fault?.kind === 'drip') await sleep(fault.everyMs, undefined, { signal });
    }
  }
  response.end();
}

/** A header about one connection says nothing about the next. */
function endToEnd({ connection: _connection, 'keep-alive': _keepAlive, ...headers }: OutgoingHttpHeaders): OutgoingHttpHeaders {
  return headers;
}

function* cut(chunk: Buffer, fault: AnswerFault | undefined): Generator<Buffer> {
  const size = fault?.kind === 'drip' ? fault.bytes : chunk.length;
  for (let start = 0; start < chunk.length; start += size) yield chunk.subarray(start, start + size);
}

async function write(response: ServerResponse, bytes: Buffer): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  response.write(bytes, (error) => (error ? reject(error) : resolve()));
  await promise;
}
