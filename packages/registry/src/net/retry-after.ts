/** Longest pause that is believed: a day. */
export const longestPauseMs = 86_400_000;

/**
 * How long `Retry-After` asks to wait: seconds, also with a fraction, or a date (RFC 9110 section 10.2.3).
 *
 * @param serverNow - the sender's own time, in milliseconds since 1970: a clock that is wrong here then changes nothing
 * @returns milliseconds from 0 to a day; undefined for an absent header and for what is neither
 */
export function retryAfterMs(text: string | undefined, serverNow: number): number | undefined {
  const said = text?.trim() ?? '';
  if (said.length > 64) return undefined;
  if (/^\d+(?:\.\d+)?$/.test(said)) return bounded(Number(said) * 1000);
  const at = dateMs(said);
  return at === undefined ? undefined : bounded(at - serverNow);
}

/** A date as HTTP writes it. */
export function dateMs(text: string | undefined): number | undefined {
  if (text === undefined || text.length > 64 || !/^[A-Z][a-z]+,? .*\d/.test(text)) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}

function bounded(ms: number): number {
  return Math.min(longestPauseMs, Math.max(0, Math.ceil(ms)));
}
