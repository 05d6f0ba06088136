import { convert } from '../convert.ts';
import { formatNumber, toBigInteger, toDouble } from '../number.ts';
import { boolType, isNull, itemsOf, numberOf, numberType, stringType, textOf, textValue, type Value } from '../value.ts';
import { at, declare, type Functions } from './declare.ts';
import { encodeJson } from './encodings.ts';
import { graphemes, str, texts } from './texts.ts';

export const formatFunctions: Functions = [
  declare('format', 'sd?*', (args) => {
    const text = format(str(args, 0), args.slice(1));
    return 'text' in text ? textValue(text.text) : text.wrong;
  }),
  declare('formatlist', 'sd?*', formatList),
];

type Formatted = { readonly text: string } | { readonly wrong: string };

interface Verb {
  readonly flags: string;
  readonly width: number | undefined;
  readonly precision: number | undefined;
  readonly mode: string;
}

function format(pattern: string, args: readonly Value[]): Formatted {
  const verbs = /%%|%([+\-# 0]*)(\d{1,3})?(?:\.(\d{0,3}))?(?:\[(\d{1,3})\])?([a-zA-Z])|%/g;
  let next = 0;
  let highest = 0;
  let wrong: string | undefined;
  const text = pattern.replace(verbs, (raw: string, flags: string, width?: string, precision?: string, index?: string, mode?: string) => {
    if (raw === '%%') return '%';
    if (mode === undefined) return ((wrong ??= 'a `%` is followed by no verb'), '');
    const position = index === undefined ? next : Number(index) - 1;
    next = position + 1;
    highest = Math.max(highest, next);
    const arg = args[position];
    if (arg === undefined) return ((wrong ??= `there is no argument for \`${raw}\``), '');
    const result = formatOne({ flags, width: toCount(width), precision: toCount(precision), mode }, arg);
    if ('wrong' in result) wrong ??= `\`${raw}\`: ${result.wrong}`;
    return 'text' in result ? result.text : '';
  });
  if (wrong !== undefined) return { wrong };
  return highest < args.length ? { wrong: 'there are more arguments than the text uses' } : { text };
}

function toCount(digits: string | undefined): number | undefined {
  return digits === undefined ? undefined : Number(digits);
}

function formatOne(verb: Verb, arg: Value): Formatted {
  if (verb.mode === 'v') return { text: pad(verb, formatAsIs(verb, arg)) };
  if (isNull(arg)) return { wrong: 'null can not be formatted' };
  if (verb.mode === 't') {
    const truth = convert(arg, boolType);
    return typeof truth === 'string' ? { wrong: truth } : { text: String(truth.data) };
  }
  if (verb.mode === 's' || verb.mode === 'q') {
    const value = convert(arg, stringType);
    if (typeof value === 'string') return { wrong: value };
    const text = verb.precision ? graphemes(textOf(value)).slice(0, verb.precision).join('') : textOf(value);
    return { text: pad(verb, verb.mode === 'q' ? encodeJson(textValue(text)) : text) };
  }
  return formatAsNumber(verb, arg);
}

function formatAsIs({ flags }: Verb, arg: Value): string {
  const number = numberOf(arg);
  if (number !== undefined && !flags.includes('#')) return general(formatNumber(number));
  return typeof arg.data === 'string' && !flags.includes('#') ? arg.data : encodeJson(arg);
}

/** An exponent where the point would stand far from the digits: Go's `%g`. */
function general(plain: string): string {
  const [, sign = '', whole = '', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(plain) ?? [];
  const digits = (whole + fraction).replace(/^0+/, '');
  if (digits === '') return plain;
  const exponent = whole.replace(/^0+/, '').length > 0 ? whole.length - 1 : -((/^0*/.exec(fraction)?.[0].length ?? 0) + 1);
  const shown = digits.replace(/0+$/, '');
  if (exponent >= -4 && exponent < 6) return plain;
  const power = `${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  return `${sign}${shown.charAt(0)}${shown.length > 1 ? `.${shown.slice(1)}` : ''}e${power}`;
}

function formatAsNumber(verb: Verb, arg: Value): Formatted {
  const value = convert(arg, numberType);
  const number = typeof value === 'string' ? undefined : numberOf(value);
  if (number === undefined) return { wrong: 'a number is required' };
  const base = { b: 2, d: 10, o: 8, x: 16, X: 16 }[verb.mode];
  if (base !== undefined) {
    const integer = toBigInteger(number);
    if (integer === undefined) return { wrong: 'an integer is required' };
    const digits = (integer < 0n ? -integer : integer).toString(base);
    return { text: signed(verb, integer < 0n, verb.mode === 'X' ? digits.toUpperCase() : digits) };
  }
  const double = toDouble(number);
  const magnitude = Math.abs(double);
  if (verb.mode === 'f') return { text: signed(verb, double < 0, magnitude.toFixed(Math.min(verb.precision ?? 6, 100))) };
  if (verb.mode === 'e' || verb.mode === 'E') {
    const text = magnitude.toExponential(Math.min(verb.precision ?? 6, 100)).replace(/e([+-])(\d)$/, 'e$10$2');
    return { text: signed(verb, double < 0, verb.mode === 'E' ? text.toUpperCase() : text) };
  }
  if (verb.mode === 'g' && verb.precision === undefined)
    return { text: signed(verb, double < 0, general(formatNumber(number)).replace(/^-/, '')) };
  return { wrong: 'this verb is not supported' };
}

function signed(verb: Verb, negative: boolean, digits: string): string {
  const sign = negative ? '-' : verb.flags.includes('+') ? '+' : verb.flags.includes(' ') ? ' ' : '';
  const missing = (verb.width ?? 0) - sign.length - digits.length;
  if (verb.flags.includes('0') && !verb.flags.includes('-') && missing > 0) return sign + '0'.repeat(missing) + digits;
  return pad({ ...verb, flags: verb.flags.replace('0', '') }, sign + digits);
}

function pad({ flags, width }: Verb, text: string): string {
  const missing = width === undefined ? 0 : width - graphemes(text).length;
  if (missing <= 0) return text;
  const padding = (flags.includes('0') ? '0' : ' ').repeat(missing);
  return flags.includes('-') ? text + padding : padding + text;
}

/** Lists are gone through in step; everything else stays the same for each turn. */
function formatList(args: readonly Value[]): Value | string {
  const given = args.slice(1);
  const lengths = new Set(given.flatMap((arg) => itemsOf(arg)?.length ?? []));
  if (lengths.size > 1) return 'the lists are of different lengths';
  const [length = 1] = lengths;
  const results: string[] = [];
  for (let turn = 0; turn < length; turn += 1) {
    const result = format(
      str(args, 0),
      given.map((arg) => (itemsOf(arg) === undefined ? arg : at(itemsOf(arg) ?? [], turn))),
    );
    if ('wrong' in result) return result.wrong;
    results.push(result.text);
  }
  return texts(results);
}
