import type { HclNumber } from './number.ts';

/** Types as go-cty has them: HCL decides by type what converts to what. */
export type Type =
  | { readonly kind: 'string' | 'number' | 'bool' | 'dynamic' }
  | { readonly kind: 'list' | 'set' | 'map'; readonly of: Type }
  | { readonly kind: 'tuple'; readonly items: readonly Type[] }
  | ObjectType;

export interface ObjectType {
  readonly kind: 'object';
  readonly fields: ReadonlyMap<string, Type>;
  readonly optional?: ReadonlySet<string>;
}

/** What only a run can tell; spreads to everything that is computed from it. */
export interface Unknown {
  /** Ends a sentence "… because"; empty where a problem was reported already. */
  readonly why: string;
}

/** A value with its type; null is a value of every type. */
export interface Value {
  readonly type: Type;
  readonly data: null | string | boolean | HclNumber | Unknown | readonly Value[] | ReadonlyMap<string, Value>;
}

export const stringType: Type = { kind: 'string' };
export const numberType: Type = { kind: 'number' };
export const boolType: Type = { kind: 'bool' };
export const dynamicType: Type = { kind: 'dynamic' };

export const nullValue: Value = { type: dynamicType, data: null };
/** What an expression gives that is wrong: the problem is on record. */
export const failed: Value = { type: dynamicType, data: { why: '' } };
export const yes: Value = { type: boolType, data: true };
const no: Value = { type: boolType, data: false };

/** Text is compared in its composed form, as go-cty does. */
export function textValue(text: string): Value {
  return { type: stringType, data: text.normalize('NFC') };
}

export function numberValue(data: HclNumber): Value {
  return { type: numberType, data };
}

export function boolValue(data: boolean): Value {
  return data ? yes : no;
}

export function unknownValue(why: string, type = dynamicType): Value {
  return { type, data: { why } };
}

export function tupleValue(items: readonly Value[]): Value {
  return { type: { kind: 'tuple', items: items.map(({ type }) => type) }, data: items };
}

/** Of one type; without `of`, that of the first. */
export function listValue(items: readonly Value[], of = items[0]?.type ?? dynamicType): Value {
  return { type: { kind: 'list', of }, data: items };
}

export function objectValue(entries: Iterable<readonly [string, Value]>): Value {
  const data = sorted(entries);
  return { type: { kind: 'object', fields: new Map([...data].map(([key, { type }]) => [key, type])) }, data };
}

export function mapValue(entries: Iterable<readonly [string, Value]>, of: Type): Value {
  return { type: { kind: 'map', of }, data: sorted(entries) };
}

/** Maps and objects are walked in the order of their keys. */
function sorted(entries: Iterable<readonly [string, Value]>): ReadonlyMap<string, Value> {
  return new Map([...new Map(entries)].toSorted(([a], [b]) => compareKeys(a, b)));
}

function compareKeys(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

export function unknownOf({ data }: Value): Unknown | undefined {
  return typeof data === 'object' && data !== null && 'why' in data ? data : undefined;
}

/** The first thing unknown in it, at any depth. */
export function findUnknown(value: Value): Unknown | undefined {
  const own = unknownOf(value);
  if (own !== undefined) return own;
  for (const item of itemsOf(value) ?? entriesOf(value)?.map(([, entry]) => entry) ?? []) {
    const found = findUnknown(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

export function isNull({ data }: Value): boolean {
  return data === null;
}

/** Members of a list, set or tuple. */
export function itemsOf({ data }: Value): readonly Value[] | undefined {
  return isItems(data) ? data : undefined;
}

/** Members of a map or object, by key. */
export function entriesOf({ data }: Value): readonly (readonly [string, Value])[] | undefined {
  return data instanceof Map ? [...(data as ReadonlyMap<string, Value>)] : undefined;
}

export function memberOf({ data }: Value, key: string): Value | undefined {
  return data instanceof Map ? (data as ReadonlyMap<string, Value>).get(key) : undefined;
}

export function textOf({ data }: Value): string {
  return typeof data === 'string' ? data : '';
}

export function numberOf({ data }: Value): HclNumber | undefined {
  return typeof data === 'object' && data !== null && 'mantissa' in data ? data : undefined;
}

function isItems(data: Value['data']): data is readonly Value[] {
  return Array.isArray(data);
}
