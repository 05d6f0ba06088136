import type { ScalarNode } from './node.ts';

/** Whose rules turn a scalar without quotes into the text of an argument: Compose is written in Go, the runner in C#. */
export type Dialect = 'compose' | 'workflow';

/**
 * The text that a program makes of a scalar when it wants a text. Without quotes, numbers are read as numbers first:
 * `GO_VERSION: 1.20` hands `1.2` to the build in Compose and in workflows alike, and that is what the build then uses.
 *
 * @returns null for nothing at all, `~` or `null`
 */
export function scalarText({ text, plain }: ScalarNode, dialect: Dialect): string | null {
  if (!plain) return text;
  if (/^(?:|~|null|Null|NULL)$/.test(text)) return null;
  if (/^(?:true|True|TRUE|false|False|FALSE)$/.test(text)) return text.toLowerCase();
  if (text.length > 400) return text;
  return integerText(text, dialect) ?? floatText(text, dialect) ?? (dialect === 'compose' ? timeText(text) : undefined) ?? text;
}

/** Compose reads a date, and a time in UTC, as a time, and hands on how Go writes one. */
function timeText(text: string): string | undefined {
  const match = /^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[Tt ]([0-9]{1,2}):([0-9]{2}):([0-9]{2})Z)?$/.exec(text);
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1)
    .map((part: string | undefined) => Number(part ?? 0));
  const time = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  // A day that its month does not have, or an hour that its day does not, is a text.
  if (time.getUTCMonth() !== month - 1 || time.getUTCDate() !== day || time.getUTCHours() !== hour || second > 59) return undefined;
  return `${time.toISOString().slice(0, 19).replace('T', ' ')} +0000 UTC`;
}

function integerText(text: string, dialect: Dialect): string | undefined {
  const digits = dialect === 'compose' ? text.replaceAll('_', '') : text;
  const match = /^([-+]?)(0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+|[0-9]+)$/.exec(digits);
  if (match === null || !/^[-+]?[0-9]/.test(text)) return undefined;
  const [, sign = '', number = ''] = match;
  const value = integerValue(number, dialect);
  if (value === undefined) return undefined;
  if (value > 0xffff_ffff_ffff_ffffn || (dialect === 'workflow' && value >= 10n ** 15n)) return undefined;
  return `${sign === '-' && value !== 0n ? '-' : ''}${value}`;
}

function integerValue(digits: string, dialect: Dialect): bigint | undefined {
  // Go takes a leading zero for octal, as YAML 1.1 did; the runner does not, and knows no binary numbers.
  if (/^0[0-9]/.test(digits)) {
    if (dialect === 'workflow') return BigInt(digits);
    return /^[0-7]+$/.test(digits) ? BigInt(`0o${digits}`) : undefined;
  }
  return /^0[bB]/.test(digits) && dialect === 'workflow' ? undefined : BigInt(digits.toLowerCase());
}

function floatText(text: string, dialect: Dialect): string | undefined {
  const digits = dialect === 'compose' ? text.replaceAll('_', '') : text;
  if (!/^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/.test(digits) || !/^[-+.0-9]/.test(text)) return undefined;
  const value = Number(digits);
  if (!Number.isFinite(value)) return undefined;
  return dialect === 'compose' ? goFloat(value) : runnerFloat(value);
}

/** Go's `%v`: an exponent below 1e-4 and from 1e21, with two digits at least. */
function goFloat(value: number): string {
  const size = Math.abs(value);
  const text = size !== 0 && size < 1e-4 ? value.toExponential() : String(value);
  return text.replace(/e([-+])([0-9])$/, 'e$10$2');
}

/** C#'s `G15`: fifteen digits, an exponent below 1e-4 and from 1e15. */
function runnerFloat(value: number): string {
  const rounded = Number(value.toPrecision(15));
  const size = Math.abs(rounded);
  if (size === 0 || (size >= 1e-4 && size < 1e15)) return String(rounded);
  return rounded
    .toExponential()
    .toUpperCase()
    .replace(/E([-+])([0-9])$/, 'E$10$2');
}
