import type { NoReply, Reply } from './request.ts';

/**
 * How long to wait before asking again, as far as the answer says it: `retry-after` in seconds (also fractions) or as a
 * time, else `x-ratelimit-reset` when nothing remains.
 *
 * @param now - milliseconds since 1970; a time is compared with the server's own clock where it tells that
 * @returns milliseconds; undefined when the answer says nothing that can be understood
 */
export function waitAskedFor(headers: Headers, now: number): number | undefined {
  const serverNow = Date.parse(headers.get('date') ?? '') || now;
  const retryAfter = headers.get('retry-after')?.trim() ?? '';
  if (/^\d{1,9}(?:\.\d{1,9})?$/.test(retryAfter)) return Math.ceil(Number(retryAfter) * 1000);
  const at = retryAfter === '' ? Number.NaN : Date.parse(retryAfter);
  // A date is exact to the second only, and so is the clock it is compared with.
  if (!Number.isNaN(at)) return Math.max(0, at - serverNow) + 1000;
  const reset = headers.get('x-ratelimit-reset') ?? '';
  if (headers.get('x-ratelimit-remaining') !== '0' || !/^\d{1,12}$/.test(reset)) return undefined;
  return Math.max(0, Number(reset) * 1000 - serverNow) + 1000;
}

/** Whether the same question may get another answer in a moment. */
export function mayPass(reply: Reply | NoReply): boolean {
  if (reply.kind !== 'reply') return reply.kind === 'lost';
  return reply.status === 429 || reply.status >= 500 || isLimited(reply);
}

/** GitHub says 403 both for what may not be done and for what is done too often. */
export function isLimited(reply: Reply): boolean {
  if (reply.status === 429) return true;
  if (reply.status !== 403) return false;
  return (
    reply.headers.has('retry-after') ||
    reply.headers.get('x-ratelimit-remaining') === '0' ||
    /rate limit/i.test(reply.bytes.toString('utf8', 0, 2000))
  );
}
