/** Headers of an answer, by their names in lower case. */
export type Headers = Readonly<Record<string, string | number | undefined>>;

/** What GitHub asks for where it does not say how long: a minute. */
const unsaidMs = 60_000;
const leastMs = 1000;

/**
 * Whether an answer says to slow down, and for how long: by `retry-after` (seconds or a date), else by the moment at which
 * the limit is renewed if nothing is left of it, else a minute. Moments are counted from the server's own date, so a clock
 * that is wrong here changes nothing.
 *
 * @param now - only for an answer without a date; milliseconds since 1970
 * @returns milliseconds; undefined when it is another kind of answer
 */
export function waitOf(status: number, said: string, headers: Headers, now = Date.now()): number | undefined {
  const after = headers['retry-after'];
  const isLimit = status === 429 || /rate limit|abuse detection/i.test(said) || (status === 403 && isUsedUp(headers));
  // A server that is down for maintenance says when to come back, too.
  if (!isLimit && !(after !== undefined && (status === 403 || status === 503))) return undefined;
  const serverNow = dateOf(headers['date']) ?? now;
  if (after !== undefined) return atLeast(readAfter(String(after), serverNow) ?? unsaidMs);
  return isUsedUp(headers) ? renewalOf(headers, now) : unsaidMs;
}

/** Milliseconds until there may be asked again, for an answer that says that nothing is left. */
export function renewalOf(headers: Headers, now = Date.now()): number {
  const reset = Number(headers['x-ratelimit-reset']);
  return Number.isFinite(reset) ? atLeast(reset * 1000 - (dateOf(headers['date']) ?? now)) : unsaidMs;
}

export function isUsedUp(headers: Headers): boolean {
  return String(headers['x-ratelimit-remaining'] ?? '') === '0';
}

function readAfter(text: string, now: number): number | undefined {
  if (/^\s*\d{1,9}(?:\.\d{1,9})?\s*$/.test(text)) return Number(text) * 1000;
  const date = dateOf(text);
  return date === undefined ? undefined : date - now;
}

function dateOf(text: string | number | undefined): number | undefined {
  const time = typeof text === 'string' && /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

function atLeast(ms: number): number {
  return Math.max(leastMs, Math.ceil(ms));
}
