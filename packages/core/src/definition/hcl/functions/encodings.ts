import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import {
  entriesOf,
  isNull,
  itemsOf,
  nullValue,
  numberOf,
  numberValue,
  objectValue,
  stringType,
  textValue,
  tupleValue,
  boolValue,
  type Value,
} from '../value.ts';
import { formatNumber, parseNumber } from '../number.ts';
import { at, declare, type Functions } from './declare.ts';
import { str } from './texts.ts';

export const encodingFunctions: Functions = [
  declare('jsonencode', 'd?', (args) => textValue(encodeJson(at(args, 0)))),
  declare('jsondecode', 's', (args) => decodeJson(str(args, 0))),
  declare('csvdecode', 's', (args) => decodeCsv(str(args, 0))),
  declare('base64encode', 's', (args) => textValue(encodeBase64(utf8ToBytes(str(args, 0))))),
  declare('base64decode', 's', (args) => decodeBase64(str(args, 0))),
  declare('urlencode', 's', (args) => textValue(encodeUrl(str(args, 0)))),
  declare('md5', 's', (args) => textValue(bytesToHex(md5(utf8ToBytes(str(args, 0)))))),
  declare('sha1', 's', (args) => textValue(bytesToHex(sha1(utf8ToBytes(str(args, 0)))))),
  declare('sha256', 's', (args) => textValue(bytesToHex(sha256(utf8ToBytes(str(args, 0)))))),
  declare('sha512', 's', (args) => textValue(bytesToHex(sha512(utf8ToBytes(str(args, 0)))))),
  declare('uuidv5', 'ss', (args) => uuid5(str(args, 0), str(args, 1))),
];

/** Compact, with keys in order, and `<`, `>` and `&` escaped as Go does. */
export function encodeJson(value: Value): string {
  if (isNull(value)) return 'null';
  const number = numberOf(value);
  if (number !== undefined) return formatNumber(number);
  const items = itemsOf(value);
  if (items !== undefined) return `[${items.map(encodeJson).join(',')}]`;
  const entries = entriesOf(value);
  if (entries !== undefined) return `{${entries.map(([key, entry]) => `${encodeText(key)}:${encodeJson(entry)}`).join(',')}}`;
  return typeof value.data === 'string' ? encodeText(value.data) : String(value.data);
}

function encodeText(text: string): string {
  return JSON.stringify(text).replaceAll(/[<>&\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Numbers keep all their digits: they are read from the text, not from a double. */
export function decodeJson(text: string): Value | string {
  try {
    const parsed: unknown = JSON.parse(text, (_, value: unknown, context?: { source?: string }) =>
      typeof value === 'number' ? (parseNumber(context?.source ?? String(value)) ?? 0) : value,
    );
    return fromJson(parsed);
  } catch {
    return 'this is no JSON';
  }
}

function fromJson(json: unknown): Value {
  if (json === null || json === undefined) return nullValue;
  if (typeof json === 'string') return textValue(json);
  if (typeof json === 'boolean') return boolValue(json);
  if (Array.isArray(json)) return tupleValue(json.map(fromJson));
  const number = typeof json === 'object' ? numberOf({ type: stringType, data: json as Value['data'] }) : undefined;
  if (number !== undefined && typeof number.mantissa === 'bigint') return numberValue(number);
  return typeof json === 'object' ? objectValue(Object.entries(json).map(([key, value]) => [key, fromJson(value)])) : nullValue;
}

function decodeCsv(text: string): Value | string {
  const rows = splitCsv(text);
  if (typeof rows === 'string') return rows;
  const [head, ...body] = rows;
  if (head === undefined) return 'there is no line with names';
  if (new Set(head).size < head.length) return 'a name comes twice';
  const items: Value[] = [];
  for (const row of body) {
    if (row.length !== head.length) return 'a line has another number of fields than the first';
    items.push(objectValue(head.map((name, index) => [name, textValue(row[index] ?? '')])));
  }
  return { type: { kind: 'list', of: objectValue(head.map((name) => [name, textValue('')])).type }, data: items };
}

/** Rows of fields, as RFC 4180 has them. */
export function splitCsv(text: string, separator = ','): string[][] | string {
  const rows: string[][] = [];
  let at = 0;
  let row: string[] = [];
  const field = separator === ',' ? /"((?:[^"]|"")*)"|([^",\r\n]*)/y : /"((?:[^"]|"")*)"|([^":\r\n]*)/y;
  while (at < text.length || row.length > 0) {
    if (row.length === 0 && /^\r?\n/.test(text.slice(at, at + 2))) {
      at += text[at] === '\r' ? 2 : 1;
      continue;
    }
    field.lastIndex = at;
    const match = field.exec(text);
    row.push(match?.[1]?.replaceAll('""', '"') ?? match?.[2] ?? '');
    at += match?.[0].length ?? 0;
    if (text[at] === separator) {
      at += 1;
      continue;
    }
    if (at < text.length && text[at] !== '\n' && text.slice(at, at + 2) !== '\r\n') return 'a quote stands where none may stand';
    rows.push(row);
    row = [];
    at += text[at] === '\r' ? 2 : 1;
  }
  return rows;
}

const base64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function encodeBase64(bytes: Uint8Array): string {
  let text = '';
  for (let index = 0; index < bytes.length; index += 3) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(index, index + 3);
    const group = (a << 16) | (b << 8) | c;
    const letters = [18, 12, 6, 0].map((shift) => base64.charAt((group >> shift) & 63)).join('');
    text += letters.slice(0, Math.min(3, bytes.length - index) + 1).padEnd(4, '=');
  }
  return text;
}

function decodeBase64(text: string): Value | string {
  const plain = text.replaceAll(/[\r\n]/g, '');
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(plain)) return 'this is no base64';
  let escaped = '';
  for (let index = 0; index < plain.length; index += 4) {
    const letters = plain.slice(index, index + 4).replaceAll('=', '');
    const group = [...letters].reduce((bits, letter, place) => bits | (base64.indexOf(letter) << (18 - 6 * place)), 0);
    for (let byte = 0; byte < letters.length - 1; byte += 1)
      escaped += `%${((group >> (16 - 8 * byte)) & 255).toString(16).padStart(2, '0')}`;
  }
  try {
    return textValue(decodeURIComponent(escaped));
  } catch {
    return 'this does not decode to text';
  }
}

/** As a part of a query: a space is `+`. */
function encodeUrl(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
}

const namespaces: Readonly<Record<string, string>> = { dns: '0', url: '1', oid: '2', x500: '4' };

function uuid5(namespace: string, name: string): Value | string {
  const known = Object.hasOwn(namespaces, namespace) ? `6ba7b81${namespaces[namespace] ?? ''}-9dad-11d1-80b4-00c04fd430c8` : namespace;
  const hex = known.replaceAll('-', '').toLowerCase();
  if (!/^[0-9a-f]{32}$/.test(hex)) return 'the namespace is no UUID';
  const bytes = Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  const hash = sha1(Uint8Array.from([...bytes, ...utf8ToBytes(name)])).slice(0, 16);
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  return textValue(bytesToHex(hash).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'));
}
