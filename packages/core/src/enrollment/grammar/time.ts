import { ok, show } from '../../text/index.ts';
import { refuse, type Parsed } from './refusal.ts';

/** Reads a moment as RFC 3339 writes it: date, `T`, time to the second, and an offset from UTC. */
export function parseTime(text: string): Parsed<Date> {
  const match = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.\d{1,9})?(?:[Zz]|[+-](\d\d):(\d\d))$/.exec(text);
  if (match === null)
    return refuse(`${show(text)} is not a time: write date, time and offset, such as \`2026-12-01T00:00:00Z\`.`, timeHint(text));
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, offsetHour = 0, offsetMinute = 0] = match
    .slice(1)
    .map((part) => Number(part ?? 0));
  const exists =
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= daysIn(year, month) &&
    hour < 24 &&
    minute < 60 &&
    second < 60 &&
    offsetHour < 24 &&
    offsetMinute < 60;
  return exists ? ok(new Date(text.toUpperCase())) : refuse(`${show(text)} is not a time: there is no such date or hour.`);
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function timeHint(text: string): string | undefined {
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return `Write \`${text}T00:00:00Z\`.`;
  const [, date, time] = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d(?::\d\d)?)Z?$/.exec(text) ?? [];
  return date === undefined || time === undefined ? undefined : `Write \`${date}T${time.length === 5 ? `${time}:00` : time}Z\`.`;
}
