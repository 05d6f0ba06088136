import { fromInteger, toInteger } from '../number.ts';
import { numberOf, numberValue, objectValue, textOf, textValue, type Value } from '../value.ts';
import { at, declare, type Functions } from './declare.ts';
import { num } from './numbers.ts';
import { str } from './texts.ts';

export const timeFunctions: Functions = [
  declare('formatdate', 'ss', (args) => formatDate(str(args, 0), parseTime(str(args, 1)))),
  declare('formattimestamp', 'sd', (args) => {
    const given = at(args, 1);
    const seconds = numberOf(given);
    const whole = seconds && toInteger(seconds);
    const time = given.type.kind === 'string' ? parseTime(textOf(given)) : whole === undefined ? undefined : { seconds: whole, offset: 0 };
    return str(args, 0) === 'X' && time !== undefined ? textValue(String(time.seconds)) : formatDate(str(args, 0), time);
  }),
  declare('timeadd', 'ss', (args) => {
    const time = parseTime(str(args, 0));
    const added = parseDuration(str(args, 1));
    if (time === undefined) return 'this is no time of RFC 3339';
    return added === undefined
      ? 'this is no duration'
      : textValue(toRfc3339({ ...time, seconds: Math.floor(time.seconds + (time.fraction ?? 0) + added) }));
  }),
  declare('unixtimestampparse', 'n', (args) => {
    const seconds = toInteger(num(args, 0));
    return seconds === undefined || Math.abs(seconds) > 8e12 ? 'the number of seconds is an integer' : describe({ seconds, offset: 0 });
  }),
];

interface Time {
  /** Since 1970, UTC. */
  readonly seconds: number;
  readonly fraction?: number;
  /** From UTC, in minutes. */
  readonly offset: number;
}

const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

function parseTime(text: string): Time | undefined {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d+)?(?:Z|([+-])(\d\d):(\d\d))$/.exec(text);
  if (match === null) return undefined;
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '', fraction = '', sign = '+', hours = '0', minutes = '0'] =
    match;
  const milliseconds = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  const date = new Date(milliseconds);
  if (Number(year) < 100 || date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59 || Number(hours) > 24 || Number(minutes) > 59) return undefined;
  const offset = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1);
  return { seconds: milliseconds / 1000 - offset * 60, offset, fraction: Number(`0${fraction}`) };
}

const units: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 1e-3, us: 1e-6, µs: 1e-6, ns: 1e-9 };

/** As Go writes durations: `1h30m`, `-5s`. */
function parseDuration(text: string): number | undefined {
  const body = text.replace(/^[+-]/, '');
  if (body === '0') return 0;
  if (body.length > 100) return undefined;
  if (!/^(?:(?:\d+(?:\.\d*)?|\.\d+)(?:h|ms|us|µs|ns|m|s))+$/.test(body)) return undefined;
  let seconds = 0;
  for (const [, amount = '', unit = ''] of body.matchAll(/(\d+(?:\.\d*)?|\.\d+)(h|ms|us|µs|ns|m|s)/g))
    seconds += Number(amount) * (units[unit] ?? 0);
  return text.startsWith('-') ? -seconds : seconds;
}

/** The wall clock there, read as UTC. */
function local({ seconds, offset }: Time): Date {
  return new Date((seconds + offset * 60) * 1000);
}

function toRfc3339(time: Time): string {
  return local(time).toISOString().slice(0, 19) + zone(time.offset, ':', 'Z');
}

function zone(offset: number, colon: string, none: string): string {
  if (offset === 0 && none !== '') return none;
  const minutes = Math.abs(offset);
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${colon}${two(minutes % 60)}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** Runs of a letter stand for a part of the time; text between single quotes, and all else, for itself. */
function formatDate(pattern: string, time: Time | undefined): Value | string {
  if (time === undefined) return 'this is no time of RFC 3339';
  if (pattern.length > 200) return 'the format is too long';
  let wrong: string | undefined;
  const text = pattern.replaceAll(/'((?:[^']|'')*)'|'|([A-Za-z])\2*/g, (raw: string, quoted?: string) => {
    if (quoted !== undefined) return raw === "''" ? "'" : quoted.replaceAll("''", "'");
    const part = raw === "'" ? undefined : formatPart(raw, time);
    if (part === undefined) wrong ??= `\`${raw}\` stands for no part of a time`;
    return part ?? '';
  });
  return wrong ?? textValue(text);
}

function formatPart(verb: string, time: Time): string | undefined {
  const date = local(time);
  const hour = date.getUTCHours();
  const month = date.getUTCMonth();
  const half = hour % 12 === 0 ? 12 : hour % 12;
  const day = days[date.getUTCDay()] ?? '';
  const parts: Readonly<Record<string, string>> = {
    YY: two(date.getUTCFullYear() % 100),
    YYYY: String(date.getUTCFullYear()).padStart(4, '0'),
    M: String(month + 1),
    MM: two(month + 1),
    MMM: (months[month] ?? '').slice(0, 3),
    MMMM: months[month] ?? '',
    D: String(date.getUTCDate()),
    DD: two(date.getUTCDate()),
    EEE: day.slice(0, 3),
    EEEE: day,
    h: String(hour),
    hh: two(hour),
    H: String(half),
    HH: two(half),
    AA: hour < 12 ? 'AM' : 'PM',
    aa: hour < 12 ? 'am' : 'pm',
    m: String(date.getUTCMinutes()),
    mm: two(date.getUTCMinutes()),
    s: String(date.getUTCSeconds()),
    ss: two(date.getUTCSeconds()),
    Z: zone(time.offset, ':', 'Z'),
    ZZZ: zone(time.offset, '', 'UTC'),
    ZZZZ: zone(time.offset, '', ''),
    ZZZZZ: zone(time.offset, ':', ''),
  };
  return Object.hasOwn(parts, verb) ? parts[verb] : undefined;
}

function describe(time: Time): Value {
  const date = local(time);
  const year = date.getUTCFullYear();
  const day = 86_400_000;
  const midnight = Date.UTC(year, date.getUTCMonth(), date.getUTCDate());
  // A week belongs to the year of its Thursday.
  const thursday = new Date(midnight + (4 - (date.getUTCDay() || 7)) * day);
  const week = Math.floor((thursday.getTime() - Date.UTC(thursday.getUTCFullYear(), 0, 1)) / day / 7) + 1;
  const numbers = {
    year,
    year_day: (midnight - Date.UTC(year, 0, 1)) / day + 1,
    day: date.getUTCDate(),
    month: date.getUTCMonth() + 1,
    weekday: date.getUTCDay(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    iso_year: thursday.getUTCFullYear(),
    iso_week: week,
  };
  return objectValue([
    ...Object.entries(numbers).map(([name, value]) => [name, numberValue(fromInteger(value))] as const),
    ['month_name', textValue(months[date.getUTCMonth()] ?? '')],
    ['weekday_name', textValue(days[date.getUTCDay()] ?? '')],
    ['rfc3339', textValue(toRfc3339(time))],
  ]);
}
