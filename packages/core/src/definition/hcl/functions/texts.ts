import { fromInteger, toInteger } from '../number.ts';
import { isNull, itemsOf, numberValue, stringType, textOf, textValue, type Value } from '../value.ts';
import { at, declare, type Functions } from './declare.ts';
import { num } from './numbers.ts';

/** Longer than any text of a build; kept here where a function could multiply. */
const maxLength = 1_000_000;

export const textFunctions: Functions = [
  text('upper', (value) => mapLetters(value, (letter) => letter.toUpperCase())),
  text('lower', (value) => mapLetters(value, (letter) => String.fromCodePoint(letter.toLowerCase().codePointAt(0) ?? 0))),
  text('title', toTitle),
  text('reverse', (value) => graphemes(value).toReversed().join('')),
  text('trimspace', (value) => value.trim()),
  text('chomp', (value) => value.slice(0, endWithout(value, '\r\n'))),
  text('basename', baseName),
  text('dirname', directoryName),
  text('sanitize', (value) => value.replaceAll(/[^a-zA-Z0-9_-]/gu, '_')),
  declare('strlen', 's', (args) => numberValue(fromInteger(graphemes(str(args, 0)).length))),
  declare('substr', 'snn', substring),
  // Bytes are nothing that a file could write or another function gives.
  declare('byteslen', 'd', () => 'bytes are required'),
  declare('bytesslice', 'dnn', () => 'bytes are required'),
  declare('trim', 'ss', (args) => textValue(trim(str(args, 0), new Set(str(args, 1))))),
  declare('trimprefix', 'ss', (args) =>
    textValue(str(args, 0).startsWith(str(args, 1)) ? str(args, 0).slice(str(args, 1).length) : str(args, 0)),
  ),
  declare('trimsuffix', 'ss', (args) =>
    textValue(str(args, 0).endsWith(str(args, 1)) ? str(args, 0).slice(0, str(args, 0).length - str(args, 1).length) : str(args, 0)),
  ),
  declare('replace', 'sss', (args) =>
    joined(str(args, 1) === '' ? ['', ...str(args, 0), ''] : str(args, 0).split(str(args, 1)), str(args, 2)),
  ),
  declare('split', 'ss', (args) => texts(str(args, 0) === '' ? [...str(args, 1)] : str(args, 1).split(str(args, 0)))),
  declare('join', 'sS*', (args) => {
    const parts = args.slice(1).flatMap((list) => itemsOf(list) ?? []);
    return parts.some(isNull) ? 'null is not allowed in the list' : joined(parts.map(textOf), str(args, 0));
  }),
  declare('indent', 'ns', (args) => {
    const spaces = toInteger(num(args, 0));
    if (spaces === undefined || spaces < 0 || spaces > 1000) return 'the number of spaces is out of bounds';
    return joined(str(args, 1).split('\n'), `\n${' '.repeat(spaces)}`);
  }),
  declare('sort', 'S', (args) => {
    const items = itemsOf(at(args, 0)) ?? [];
    return items.some(isNull) ? 'null is not allowed in the list' : texts(items.map(textOf).toSorted(byCodePoint));
  }),
];

export function str(args: readonly Value[], index: number): string {
  return textOf(at(args, index));
}

export function texts(values: readonly string[]): Value {
  return { type: { kind: 'list', of: stringType }, data: values.map(textValue) };
}

function text(name: string, apply: (value: string) => string): Functions[number] {
  return declare(name, 's', (args) => textValue(apply(str(args, 0))));
}

function joined(parts: readonly string[], separator: string): Value | string {
  let length = separator.length * parts.length;
  for (const part of parts) length += part.length;
  if (length > maxLength) return 'the result is too long';
  return textValue(parts.join(separator));
}

export function graphemes(value: string): string[] {
  return Array.from(new Intl.Segmenter().segment(value), ({ segment }) => segment);
}

/** Letter by letter, as Go has it: `ß` stays. */
function mapLetters(value: string, change: (letter: string) => string): string {
  return Array.from(value, (letter) => {
    const changed = change(letter);
    return [...changed].length === 1 ? changed : letter;
  }).join('');
}

function toTitle(value: string): string {
  let afterSeparator = true;
  return Array.from(value, (letter) => {
    const result = afterSeparator ? mapLetters(letter, (one) => one.toUpperCase()) : letter;
    afterSeparator = !/[\p{L}\p{Nd}_]/u.test(letter) && (letter < '\u0080' || /\s/u.test(letter));
    return result;
  }).join('');
}

function trim(value: string, cutset: ReadonlySet<string>): string {
  const letters = [...value];
  let start = 0;
  let end = letters.length;
  while (start < end && cutset.has(letters[start] ?? '')) start += 1;
  while (end > start && cutset.has(letters[end - 1] ?? '')) end -= 1;
  return letters.slice(start, end).join('');
}

function substring(args: readonly Value[]): Value | string {
  const letters = graphemes(str(args, 0));
  const [offset, length] = [toInteger(num(args, 1)), toInteger(num(args, 2))];
  if (offset === undefined || length === undefined) return 'offset and length are integers';
  const start = offset < 0 ? offset + letters.length : offset;
  if (start < 0 || start > letters.length) return textValue('');
  return textValue(letters.slice(start, length < 0 ? undefined : start + length).join(''));
}

/** Where the text ends when these characters are taken from its end. */
function endWithout(text: string, characters: string): number {
  let end = text.length;
  while (end > 0 && characters.includes(text.charAt(end - 1))) end -= 1;
  return end;
}

/** As Go's `path.Base`. */
function baseName(path: string): string {
  if (path === '') return '.';
  const trimmed = path.slice(0, endWithout(path, '/'));
  return trimmed === '' ? '/' : trimmed.slice(trimmed.lastIndexOf('/') + 1);
}

function directoryName(path: string): string {
  return cleanPath(path.slice(0, path.lastIndexOf('/') + 1));
}

/** As Go's `path.Clean`. */
export function cleanPath(path: string): string {
  const rooted = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (!rooted) parts.push('..');
  }
  const clean = (rooted ? '/' : '') + parts.join('/');
  return clean === '' ? '.' : clean;
}

function byCodePoint(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
