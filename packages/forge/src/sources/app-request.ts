import { setTimeout as sleep } from 'node:timers/promises';
import { createAppToken, type App } from './app-token.ts';
import { request, type NoReply, type Reply } from './request.ts';
import { mayPass, waitAskedFor } from './wait.ts';

export interface AppRequestOptions {
  readonly app: App;
  readonly now?: () => Date;
  readonly timeoutMs?: number;
  readonly pause?: (ms: number) => Promise<unknown>;
}

const tries = 3;
const longestWaitMs = 30_000;

/**
 * Asks GitHub as the App itself; what may go better in a moment is asked again, twice.
 *
 * @param sent - is posted; without it the address is read
 */
export async function askAsApp(
  { app, now = () => new Date(), timeoutMs = 30_000, pause = sleep }: AppRequestOptions,
  url: URL,
  sent?: object,
): Promise<Reply | NoReply> {
  const body = sent === undefined ? {} : { method: 'POST' as const, body: JSON.stringify(sent) };
  for (let tried = 1; ; tried += 1) {
    const headers = {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${createAppToken(app, now())}`,
      'content-type': 'application/json',
      'user-agent': 'image-factory',
      'x-github-api-version': '2022-11-28',
    };
    const reply = await request(url, { ...body, headers, timeoutMs, maxBytes: 128 * 1024 });
    if (!mayPass(reply) || tried === tries) return reply;
    const wait = (reply.kind === 'reply' ? waitAskedFor(reply.headers, now().getTime()) : undefined) ?? Math.random() * 500 * 2 ** tried;
    if (wait > longestWaitMs) return reply;
    await pause(wait);
  }
}

/** What both questions are refused with. */
export const keyRefused = 'GitHub did not accept the key of the App; look at its id, its private key, and the clock';
