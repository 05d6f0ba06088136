/** How a server says when to come back; the forges' documents and the field know all of these. */
export const retryAfterForms = ['seconds', 'http-date', 'absent', 'x-ratelimit-reset', 'garbage', 'fractional'] as const;
export type RetryAfterForm = (typeof retryAfterForms)[number];

/** What is done to a request. Those that delay go first, and then the first that decides the answer does so. */
export type Fault =
  /** Waits before it is forwarded; up to `jitterMs` longer, evenly spread. */
  | { readonly kind: 'delay'; readonly ms: number; readonly jitterMs?: number }
  /** Something else happens first: a rival's push between the reading and the writing of this one. */
  | { readonly kind: 'meanwhile'; readonly run: () => Promise<unknown> }
  /** The connection is reset; the server never hears of it. */
  | { readonly kind: 'reset' }
  /** The server carries it out; the connection is reset before the answer. */
  | { readonly kind: 'lose-answer' }
  /** The answer ends after that many bytes of its body, in the middle of the connection. */
  | { readonly kind: 'truncate'; readonly bytes: number }
  /** The answer comes piece by piece. */
  | { readonly kind: 'drip'; readonly bytes: number; readonly everyMs: number }
  /** Never answered and not forwarded; the connection stays open. */
  | { readonly kind: 'black-hole' }
  /** Answered without the server. */
  | { readonly kind: 'answer'; readonly status: number; readonly body?: string; readonly headers?: Readonly<Record<string, string>> }
  /** A refusal for too many requests, worded as GitHub does; `seconds` is when it wants to be asked again. */
  | { readonly kind: 'rate-limit'; readonly status: 403 | 429; readonly retryAfter: RetryAfterForm; readonly seconds: number };

/** A fault that decides the answer. */
export type Deciding = Exclude<Fault, { kind: 'delay' | 'meanwhile' }>;

export function isDeciding(fault: Fault): fault is Deciding {
  return fault.kind !== 'delay' && fault.kind !== 'meanwhile';
}

/** @param now - milliseconds since 1970: two of the forms tell a time, not a duration */
export function rateLimitHeaders(form: RetryAfterForm, seconds: number, now: number): Record<string, string> {
  switch (form) {
    case 'seconds':
      return { 'retry-after': String(Math.ceil(seconds)) };
    case 'fractional':
      return { 'retry-after': seconds.toFixed(1) };
    case 'http-date':
      return { 'retry-after': new Date(now + seconds * 1000).toUTCString() };
    case 'x-ratelimit-reset':
      return { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(Math.ceil(now / 1000 + seconds)) };
    case 'garbage':
      return { 'retry-after': 'soon, or later' };
    case 'absent':
      return {};
  }
}
