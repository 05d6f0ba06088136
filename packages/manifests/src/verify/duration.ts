import { goDuration } from '../kargo/duration.ts';

/** A length of time as somebody wrote it. */
export interface Duration {
  readonly milliseconds: number;
  /** As Go prints it. */
  readonly canonical: string;
}

const units = { h: 3_600_000, m: 60_000, s: 1000 } as const;

/**
 * Reads what Kargo takes for a length of time in Warehouses and Stages: hours, minutes and seconds, in any order and with
 * fractions. Days it does not know.
 *
 * @returns undefined for everything else
 */
export function readDuration(text: string): Duration | undefined {
  if (text.length > 100 || !/^(?:\d+(?:\.\d+)?[smh])+$/.test(text)) return undefined;
  let milliseconds = 0;
  for (const [, number, unit] of text.matchAll(/([\d.]+)([smh])/g))
    milliseconds += Number(number) * units[unit === 'h' ? 'h' : unit === 'm' ? 'm' : 's'];
  // Go counts in nanoseconds up to 292 years; what is no whole second is printed in a form that we leave alone.
  if (milliseconds > 9e12) return undefined;
  return { milliseconds, canonical: milliseconds % 1000 === 0 ? goDuration(milliseconds) : text };
}

/** Whether Go reads it as a length of time, in any of its units. */
export function isGoDuration(text: string): boolean {
  return (
    text.length <= 100 &&
    /^[-+]?(?:0|(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|ms|s|m|h))(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|ms|s|m|h))*$/.test(text)
  );
}
