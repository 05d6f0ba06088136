const hourMs = 3_600_000;

/** After so many attempts the image is held, with a report. */
export const mostAttempts = 8;

export type NextAttempt = { readonly kind: 'at'; readonly at: Date } | { readonly kind: 'hold' };

/**
 * When a rebuild may be tried again (SPEC section 7, point 7): at once after the first attempt; then after 1, 2, 4 … 32
 * hours; after eight attempts not by itself any more.
 *
 * @param attempts - that were made and failed
 * @param last - when the last of them failed
 */
export function nextAttempt(attempts: number, last: Date): NextAttempt {
  if (attempts >= mostAttempts) return { kind: 'hold' };
  const hours = attempts < 2 ? 0 : Math.min(32, 2 ** (attempts - 2));
  return { kind: 'at', at: new Date(last.getTime() + hours * hourMs) };
}
