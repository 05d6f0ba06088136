import { show } from '@image-factory/core/text';
import type { Secrets } from '../auth/secrets.ts';
import type { Transport } from './transport.ts';

export interface Log {
  debug(message: string): void;
}

/** Says each request: where it went and what came of it, without queries, headers or bodies. */
export function loggedTransport(transport: Transport, log: Log | undefined, secrets: Secrets): Transport {
  if (log === undefined) return transport;
  return async (ask) => {
    const answer = await transport(ask);
    const outcome = answer.kind === 'reply' ? String(answer.status) : answer.why;
    log.debug(secrets.hide(`${ask.method} ${show(`${ask.url.host}${ask.url.pathname}`, 200)}: ${outcome}`));
    return answer;
  };
}
