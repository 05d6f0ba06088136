import type { IncomingMessage } from 'node:http';
import type { Answer } from './answer.ts';

/** Something that goes wrong on purpose. The first in the queue that fits a request is taken, as often as it says. */
export interface Fault {
  readonly method?: string;
  /** The path without the base, or a pattern for it; `/graphql` for queries. */
  readonly path?: string | RegExp;
  /** The request's body has this text in it. */
  readonly contains?: string;
  /** Without it the true answer comes, only late. */
  readonly answer?: Answer | 'reset';
  /** `after`: the request has had its effect, only its answer is lost. Default: `before`. */
  readonly when?: 'before' | 'after';
  readonly delayMs?: number;
  /** Default: once. */
  readonly times?: number;
}

/** The faults to come; tests push to `pending`. */
export interface FaultQueue {
  readonly pending: Fault[];
  take(request: Pick<IncomingMessage, 'method'>, path: string, body: string): Fault | undefined;
}

export function createFaultQueue(): FaultQueue {
  const pending: Fault[] = [];
  return {
    pending,
    take({ method }, path, body) {
      const index = pending.findIndex((fault) => fits(fault, method ?? '', path, body));
      const fault = pending[index];
      if (fault === undefined) return undefined;
      const { times = 1 } = fault;
      pending.splice(index, 1, ...(times > 1 ? [{ ...fault, times: times - 1 }] : []));
      return fault;
    },
  };
}

function fits(fault: Fault, method: string, path: string, body: string): boolean {
  if (fault.method !== undefined && fault.method !== method) return false;
  if (typeof fault.path === 'string' && fault.path !== path) return false;
  if (fault.path instanceof RegExp && !fault.path.test(path)) return false;
  return fault.contains === undefined || body.includes(fault.contains);
}

/** Answers with which GitHub asks to slow down, or fails. */
export const faultAnswers = {
  /** @param seconds - of `retry-after`; without it the header is missing, as it often is */
  secondaryLimit: (seconds?: number): Answer => ({
    status: 403,
    headers: seconds === undefined ? {} : { 'retry-after': String(seconds) },
    json: { message: 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.' },
  }),
  /** @param reset - seconds since 1970 */
  primaryLimit: (reset: number): Answer => ({
    status: 403,
    headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) },
    json: { message: 'API rate limit exceeded for installation.' },
  }),
  tooManyRequests: (seconds: number): Answer => ({
    status: 429,
    headers: { 'retry-after': String(seconds) },
    json: { message: 'Too many requests' },
  }),
  unavailable: (status: 500 | 502 | 503 | 504): Answer => ({ status, json: { message: 'Server Error' } }),
  /** With status 200, as GraphQL has it. */
  graphqlLimit: (): Answer => ({
    status: 200,
    headers: { 'x-ratelimit-remaining': '0' },
    json: { errors: [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded for installation.' }] },
  }),
} as const;
