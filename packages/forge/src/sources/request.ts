/** What came back. */
export interface Reply {
  readonly kind: 'reply';
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
}

/** Nothing came back, or not to its end, or more than is accepted. */
export interface NoReply {
  readonly kind: 'timeout' | 'lost' | 'too-large';
}

export interface RequestOptions {
  readonly method?: 'GET' | 'POST' | 'PUT';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Milliseconds until the last byte. */
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

/** Asks once. A redirect is an answer like others: what it leads to would get our credentials. */
export async function request(url: URL, { method = 'GET', headers, body, timeoutMs, maxBytes }: RequestOptions): Promise<Reply | NoReply> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, { method, headers, redirect: 'manual', signal, ...(body === undefined ? {} : { body }) });
    const bytes = await readAtMost(response, maxBytes);
    return bytes === undefined ? { kind: 'too-large' } : { kind: 'reply', status: response.status, headers: response.headers, bytes };
  } catch {
    return { kind: signal.aborted ? 'timeout' : 'lost' };
  }
}

async function readAtMost(response: Response, maxBytes: number): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const body: AsyncIterable<Uint8Array> | undefined = response.body ?? undefined;
  if (body === undefined) return Buffer.alloc(0);
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxBytes) return undefined; // leaving the loop ends the transfer
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
