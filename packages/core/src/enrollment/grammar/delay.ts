import { ok, show } from '../../text/index.ts';
import type { Delay } from '../types.ts';
import { refuse, type Parsed } from './refusal.ts';

const minute = 60_000;
const units: Readonly<Record<string, number>> = { m: minute, h: 60 * minute, d: 24 * 60 * minute, w: 7 * 24 * 60 * minute };
const longest = 365 * 24 * 60 * minute;

/** Reads a length of time: up to four digits and `m`, `h`, `d` or `w`, at most 365 days. */
export function parseDelay(text: string): Parsed<Delay> {
  const [, count = '', unit = ''] = /^([0-9]{1,4})([mhdw])$/.exec(text) ?? [];
  if (unit === '') {
    return refuse(
      `${show(text)} is not a length of time: write a number of at most four digits and \`m\`, \`h\`, \`d\` or \`w\`.`,
      delayHint(text),
    );
  }
  const milliseconds = lengthOf(count, unit);
  if (milliseconds > longest)
    return refuse(
      `${show(text)} is longer than 365 days, the most that is allowed.`,
      'To stop rebuilds, set `autoRebuild: false` or a `hold`.',
    );
  return ok({ text, milliseconds });
}

/** A length of time that the program itself names. */
export function delayOf(text: string): Delay {
  const parsed = parseDelay(text);
  if (!parsed.ok) throw new RangeError(parsed.error.message);
  return parsed.value;
}

function lengthOf(count: string, unit: string): number {
  return Number(count) * (units[unit] ?? 0);
}

function delayHint(text: string): string {
  const [, count, word = 'd'] = /^\s*([0-9]{1,4})\s*([mhdw][a-z]*)?\s*$/i.exec(text.slice(0, 40)) ?? [];
  const unit = word.charAt(0).toLowerCase();
  return count === undefined || lengthOf(count, unit) > longest ? 'For example `7d` for seven days.' : `Write \`${count}${unit}\`.`;
}
