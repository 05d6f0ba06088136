import { convert, identity } from '../convert.ts';
import { formatNumber, fromInteger, toInteger } from '../number.ts';
import { areEqual } from '../operators.ts';
import { takeIndex } from '../traverse.ts';
import { isSequence, sameType } from '../types.ts';
import { unify } from '../unify.ts';
import {
  boolValue,
  dynamicType,
  entriesOf,
  isNull,
  itemsOf,
  listValue,
  mapValue,
  memberOf,
  numberValue,
  objectValue,
  textOf,
  textValue,
  tupleValue,
  type Type,
  type Value,
} from '../value.ts';
import { at, declare, type Functions } from './declare.ts';
import { num } from './numbers.ts';
import { str, texts } from './texts.ts';

export const collectionFunctions: Functions = [
  declare('length', 'd', (args) => lengthOf(at(args, 0)), true),
  declare('concat', 'd*', concat, true),
  declare('merge', 'd?*', merge, true),
  declare(
    'keys',
    'd',
    (args) =>
      onEntries(at(args, 0), (entries, { type }) =>
        type.kind === 'map' ? texts(entries.map(([key]) => key)) : tupleValue(entries.map(([key]) => textValue(key))),
      ),
    true,
  ),
  declare(
    'values',
    'd',
    (args) =>
      onEntries(at(args, 0), (entries, { type }) =>
        type.kind === 'map'
          ? listValue(
              entries.map(([, value]) => value),
              type.of,
            )
          : tupleValue(entries.map(([, value]) => value)),
      ),
    true,
  ),
  declare('lookup', 'dsd', lookup, true),
  declare('element', 'dn', element, true),
  declare(
    'reverselist',
    'd',
    (args) =>
      onItems(at(args, 0), (items, list) =>
        list.type.kind === 'tuple' ? tupleValue(items.toReversed()) : listValue(items.toReversed(), elementType(list)),
      ),
    true,
  ),
  declare('slice', 'dnn', slice, true),
  declare('zipmap', 'Sd', zipmap, true),
  declare('contains', 'dd', (args) =>
    onItems(at(args, 0), (items) => boolValue(items.some((item) => areEqual(at(args, 1), item) === true))),
  ),
  declare('index', 'dd', (args) => (isIndexed(at(args, 0)) ? takeIndex(at(args, 0), at(args, 1)) : 'a list or map is required')),
  declare('hasindex', 'dd', (args) =>
    isIndexed(at(args, 0)) ? boolValue(typeof takeIndex(at(args, 0), at(args, 1)) !== 'string') : 'a list or map is required',
  ),
  declare('indexof', 'dd', indexOf),
  declare('distinct', 'L', (args) => {
    const seen = new Map<string, Value>();
    for (const item of itemsOf(at(args, 0)) ?? []) if (!seen.has(identity(item))) seen.set(identity(item), item);
    return listValue([...seen.values()], elementType(at(args, 0)));
  }),
  declare('compact', 'S', (args) => texts((itemsOf(at(args, 0)) ?? []).map(textOf).filter((item) => item !== ''))),
  declare('flatten', 'd', (args) => onItems(at(args, 0), (items) => tupleValue(flatten(items)))),
  declare('chunklist', 'Ln', chunk),
  declare('coalesce', 'd?*', coalesce),
  declare('coalescelist', 'd?*', (args) => {
    if (args.some(({ type }) => type.kind !== 'list' && type.kind !== 'tuple')) return 'lists are required';
    return args.find((arg) => (itemsOf(arg)?.length ?? 0) > 0) ?? 'all lists are empty';
  }),
];

function isIndexed({ type }: Value): boolean {
  return type.kind === 'list' || type.kind === 'tuple' || type.kind === 'map';
}

export function elementType({ type }: Value): Type {
  return 'of' in type ? type.of : dynamicType;
}

function onItems(value: Value, apply: (items: readonly Value[], list: Value) => Value | string): Value | string {
  const items = isSequence(value.type) ? itemsOf(value) : undefined;
  return items === undefined ? 'a list is required' : apply(items, value);
}

function onEntries(value: Value, apply: (entries: readonly (readonly [string, Value])[], map: Value) => Value | string): Value | string {
  const entries = entriesOf(value);
  return entries === undefined ? 'a map or object is required' : apply(entries, value);
}

function lengthOf(value: Value): Value | string {
  const count = itemsOf(value)?.length ?? (value.type.kind === 'map' ? entriesOf(value)?.length : undefined);
  if (value.type.kind === 'object') return 'a list or map is required';
  return count === undefined ? 'a list or map is required' : numberValue(fromInteger(count));
}

function concat(args: readonly Value[]): Value | string {
  if (args.length === 0) return 'at least one list is needed';
  if (args.some(({ type }) => type.kind !== 'list' && type.kind !== 'tuple')) return 'lists are required';
  const items = args.flatMap((arg) => itemsOf(arg) ?? []);
  if (args.some(({ type }) => type.kind === 'tuple')) return tupleValue(items);
  const of = unify(args.map(elementType));
  if (of === undefined) return tupleValue(items);
  return listValue(
    items.map((item) => asType(item, of)),
    of,
  );
}

export function asType(value: Value, type: Type): Value {
  const result = convert(value, type);
  return typeof result === 'string' ? value : result;
}

function merge(args: readonly Value[]): Value | string {
  const [first] = args;
  const entries = new Map<string, Value>();
  for (const arg of args) {
    if (arg.type.kind !== 'dynamic' && arg.type.kind !== 'map' && arg.type.kind !== 'object') return 'maps or objects are required';
    for (const [key, value] of entriesOf(arg) ?? []) entries.set(key, value);
  }
  const type = first?.type;
  if (type?.kind === 'map' && args.every((arg) => sameType(arg.type, type))) return mapValue(entries, type.of);
  return objectValue(entries);
}

function lookup(args: readonly Value[]): Value | string {
  const map = at(args, 0);
  if (map.type.kind !== 'map' && map.type.kind !== 'object') return 'a map or object is required';
  const found = memberOf(map, str(args, 1));
  if (found !== undefined) return found;
  return map.type.kind === 'map' ? convert(at(args, 2), map.type.of) : at(args, 2);
}

function element(args: readonly Value[]): Value | string {
  const index = toInteger(num(args, 1));
  return onItems(at(args, 0), (items) => {
    if (index === undefined) return 'the index is an integer';
    if (items.length === 0) return 'the list is empty';
    return items[((index % items.length) + items.length) % items.length] ?? 'the list is empty';
  });
}

function slice(args: readonly Value[]): Value | string {
  const [start, end] = [toInteger(num(args, 1)), toInteger(num(args, 2))];
  return onItems(at(args, 0), (items, list) => {
    if (list.type.kind === 'set') return 'a list is required';
    if (start === undefined || end === undefined || start < 0 || end > items.length || start > end)
      return 'start and end must lie in the list, in this order';
    const part = items.slice(start, end);
    return list.type.kind === 'tuple' ? tupleValue(part) : listValue(part, elementType(list));
  });
}

function zipmap(args: readonly Value[]): Value | string {
  const keys = itemsOf(at(args, 0)) ?? [];
  const values = at(args, 1);
  if (values.type.kind !== 'list' && values.type.kind !== 'tuple') return 'a list of values is required';
  const items = itemsOf(values) ?? [];
  if (keys.length !== items.length) return `there are ${keys.length} keys, but ${items.length} values`;
  const entries = keys.map((key, index) => [textOf(key), at(items, index)] as const);
  return values.type.kind === 'list' ? mapValue(entries, values.type.of) : objectValue(entries);
}

function indexOf(args: readonly Value[]): Value | string {
  const list = at(args, 0);
  if (list.type.kind !== 'list' && list.type.kind !== 'tuple') return 'a list is required';
  const index = (itemsOf(list) ?? []).findIndex((item) => areEqual(item, at(args, 1)) === true);
  return index < 0 ? 'the list does not hold it' : numberValue(fromInteger(index));
}

function flatten(items: readonly Value[]): Value[] {
  return items.flatMap((item) => (isSequence(item.type) && !isNull(item) ? flatten(itemsOf(item) ?? []) : [item]));
}

function chunk(args: readonly Value[]): Value | string {
  const items = itemsOf(at(args, 0)) ?? [];
  const size = Number(formatNumber(num(args, 1)));
  if (!Number.isInteger(size) || size < 0) return 'the size is a whole number';
  const { type } = at(args, 0);
  const chunks: Value[] = [];
  for (let start = 0; start < items.length; start += size === 0 ? items.length : size)
    chunks.push({ type, data: items.slice(start, size === 0 ? undefined : start + size) });
  return { type: { kind: 'list', of: type }, data: chunks };
}

function coalesce(args: readonly Value[]): Value | string {
  const type = unify(args.map((arg) => arg.type));
  if (type === undefined) return 'all arguments must be of types that go together';
  for (const arg of args) {
    const value = convert(arg, type);
    if (typeof value === 'string') return value;
    if (!isNull(value)) return value;
  }
  return 'all arguments are null';
}
