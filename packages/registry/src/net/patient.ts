import type { Unknown } from '@image-factory/core/observe';
import { show } from '@image-factory/core/text';
import { unknown } from '../unknown.ts';
import { createHostGate, type GateLimits, type HostGate } from './host-gate.ts';
import type { Pace } from './pace.ts';
import { dateMs, retryAfterMs } from './retry-after.ts';
import type { Ask, Reply, Transport } from './transport.ts';

/** How often one question is asked at most. */
const mostTries = 4;
const firstPauseMs = 500;
const longestBackOffMs = 8000;

/**
 * Asks again what may get another answer in a moment, and lets no host be asked too much. Follows nothing. That goes for what
 * is written, too: a manifest that is put twice is there once.
 */
export function createPatientTransport(transport: Transport, limits: GateLimits, pace: Pace): Transport {
  const gates = new Map<string, HostGate>();
  return (ask) => {
    const { host } = ask.url;
    const gate = gates.get(host) ?? createHostGate(show(host), limits, pace);
    gates.set(host, gate);
    return gate.hold(() => askPatiently(ask, { transport, gate, limits, pace }));
  };
}

interface Tools {
  readonly transport: Transport;
  readonly gate: HostGate;
  readonly limits: GateLimits;
  readonly pace: Pace;
}

async function askPatiently(ask: Ask, { transport, gate, limits, pace }: Tools): Promise<Reply | Unknown> {
  for (let tries = 1; ; tries += 1) {
    const answer = await gate.pass(() => transport(ask));
    // The gate itself says `limited`; a transport never does.
    if (answer.kind === 'unknown' && answer.code === 'limited') return answer;
    const pauseMs = pauseBefore(answer, tries, pace);
    if (pauseMs === undefined) {
      // Whoever answers nonsense is there: one repository must not close a registry for all others.
      gate.note(answer.kind === 'unknown' && answer.code === 'unreachable' ? 'failed' : 'answered');
      return answer;
    }
    const isLast = tries === mostTries || pauseMs > limits.patienceMs;
    if (asksToWait(answer)) gate.pause(pauseMs);
    if (isLast) {
      gate.note('failed');
      return lastWord(answer, tries);
    }
    if (!asksToWait(answer)) await pace.sleep(pauseMs);
  }
}

/** Milliseconds after which to ask again; undefined for an answer that will stay the same. */
function pauseBefore(answer: Reply | Unknown, tries: number, pace: Pace): number | undefined {
  const backOff = pace.random() * Math.min(longestBackOffMs, firstPauseMs * 2 ** tries);
  if (answer.kind === 'unknown') return answer.code === 'unreachable' ? backOff : undefined;
  const mayPass = asksToWait(answer) || answer.status >= 500 || answer.status === 408;
  if (!mayPass || answer.status === 501) return undefined;
  const said = retryAfterMs(answer.headers['retry-after'], dateMs(answer.headers.date) ?? pace.now());
  return said === undefined ? backOff : said + backOff;
}

/** 403 with `Retry-After` is how some registries say 429. */
function asksToWait(answer: Reply | Unknown): boolean {
  if (answer.kind === 'unknown') return false;
  return answer.status === 429 || ((answer.status === 403 || answer.status === 503) && answer.headers['retry-after'] !== undefined);
}

function lastWord(answer: Reply | Unknown, tries: number): Unknown {
  if (answer.kind === 'unknown') return answer;
  const times = tries === 1 ? '' : ` ${tries} times`;
  return unknown(asksToWait(answer) ? 'limited' : 'broken', `${show(answer.url.host)} answered ${answer.status}${times}`);
}
