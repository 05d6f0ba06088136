import { formatTime } from '../text/index.ts';

/** A time as state files have it, and what reading it had to suppose. */
export interface TimeReading {
  readonly text: string;
  /** Nothing said which zone was meant. */
  readonly assumedUtc: boolean;
}

const grammar =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:[Tt]|[ \t]+)(\d{1,2}):(\d{2}):(\d{2})(?:[.,]\d{1,9})?[ \t]*(?:([Zz])|([+-])(\d{2}):?(\d{2})?)?)?$/;

/**
 * Reads a time in the forms that Python programs write: RFC 3339 or ISO 8601, with `T` or a space, with or without
 * fractions and zone, or a date alone. A zone that is left out is UTC; fractions of a second are cut off.
 *
 * @returns undefined for what is no time between the years 0 and 9999
 */
export function readTime(text: string): TimeReading | undefined {
  const match = grammar.exec(text.trim());
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map((part) => Number(part ?? 0));
  const local = Date.UTC(2000, month - 1, day, hour, minute, second);
  const whole = new Date(local);
  whole.setUTCFullYear(year, month - 1, day);
  const real = whole.getUTCMonth() === month - 1 && whole.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
  const [zulu, sign, hours = '0', minutes = '0'] = match.slice(7);
  if (!real || Number(hours) > 23 || Number(minutes) > 59) return undefined;
  const offset = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1);
  const moved = new Date(whole.getTime() - offset * 60_000);
  if (moved.getUTCFullYear() < 0 || moved.getUTCFullYear() > 9999) return undefined;
  return { text: formatTime(moved), assumedUtc: zulu === undefined && sign === undefined };
}
