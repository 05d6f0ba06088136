import { formatNumber, parseNumber } from './number.ts';
import { isConvertible } from './convertible.ts';
import { unify } from './unify.ts';
import { describeType, sameType } from './types.ts';
import {
  boolType,
  entriesOf,
  itemsOf,
  mapValue,
  nullValue,
  numberOf,
  numberType,
  stringType,
  textValue,
  unknownOf,
  type ObjectType,
  type Type,
  type Value,
} from './value.ts';

/** A value of the wanted type, or why there is none. Null and unknown values convert to everything that their type does. */
export function convert(value: Value, wanted: Type): Value | string {
  const to = settleMembers(value.type, wanted);
  if (to === undefined) return `${describeType(wanted)} is required: the members must be of types that go together`;
  if (to.kind === 'dynamic' || sameType(value.type, to)) return value;
  if (!isConvertible(value.type, to)) return refuse(value.type, to);
  if (value.data === null || unknownOf(value) !== undefined) return { type: withoutOptional(to), data: value.data };
  switch (to.kind) {
    case 'string':
    case 'number':
    case 'bool':
      return convertPrimitive(value, to);
    case 'list':
    case 'set': {
      const items = convertAll(itemsOf(value) ?? [], () => to.of);
      if (typeof items === 'string') return items;
      return { type: { kind: to.kind, of: commonType(to.of, items) }, data: to.kind === 'set' ? distinct(items) : items };
    }
    case 'tuple': {
      const items = convertAll(itemsOf(value) ?? [], (index) => to.items[index] ?? to);
      return typeof items === 'string' ? items : { type: { kind: 'tuple', items: items.map(({ type }) => type) }, data: items };
    }
    case 'map': {
      const entries = entriesOf(value) ?? [];
      const items = convertAll(
        entries.map(([, entry]) => entry),
        () => to.of,
      );
      if (typeof items === 'string') return items;
      return mapValue(
        entries.map(([key], index) => [key, items[index] ?? nullValue]),
        commonType(to.of, items),
      );
    }
    case 'object':
      return convertToObject(value, to);
  }
}

/** A collection of `any` is one of the type that all members can take on. */
function settleMembers(from: Type, to: Type): Type | undefined {
  if (!('of' in to) || to.of.kind !== 'dynamic') return to;
  const members = 'items' in from ? from.items : 'fields' in from ? [...from.fields.values()] : [];
  if (members.length === 0) return to;
  const of = unify(members);
  return of && { kind: to.kind, of };
}

function convertPrimitive(value: Value, to: Type): Value | string {
  if (to.kind === 'string') {
    const number = numberOf(value);
    return number === undefined ? { type: stringType, data: String(value.data) } : textValue(formatNumber(number));
  }
  if (to.kind === 'number') {
    const number = parseNumber(String(value.data));
    return number === undefined ? 'a number is required' : { type: numberType, data: number };
  }
  const truth = { true: true, '1': true, false: false, '0': false }[String(value.data)];
  return truth === undefined ? 'a bool is required: true or false' : { type: boolType, data: truth };
}

function convertToObject(value: Value, to: ObjectType): Value | string {
  const data = new Map<string, Value>();
  const fields = new Map<string, Type>();
  const given = new Map(entriesOf(value));
  for (const name of [...to.fields.keys()].toSorted()) {
    const type = to.fields.get(name) ?? { kind: 'dynamic' };
    const own = given.get(name);
    if (own === undefined && to.optional?.has(name) !== true) return `attribute "${name}" is required`;
    const field = own === undefined ? { type: withoutOptional(type), data: null } : convert(own, type);
    if (typeof field === 'string') return `attribute "${name}": ${field}`;
    data.set(name, field);
    fields.set(name, field.type);
  }
  return { type: { kind: 'object', fields }, data };
}

function convertAll(items: readonly Value[], typeOf: (index: number) => Type): Value[] | string {
  const converted: Value[] = [];
  for (const [index, item] of items.entries()) {
    const result = convert(item, typeOf(index));
    if (typeof result === 'string') return result;
    converted.push(result);
  }
  return converted;
}

/** A collection of `any` has the type of what it holds. */
function commonType(of: Type, items: readonly Value[]): Type {
  return of.kind === 'dynamic' ? (items[0]?.type ?? of) : withoutOptional(of);
}

function withoutOptional(type: Type): Type {
  if ('fields' in type) return { kind: 'object', fields: new Map([...type.fields].map(([name, field]) => [name, withoutOptional(field)])) };
  if ('of' in type) return { kind: type.kind, of: withoutOptional(type.of) };
  return type;
}

/** One of each, in the order in which go-cty walks a set. */
export function distinct(items: readonly Value[]): Value[] {
  const seen = new Map<string, Value>();
  for (const item of items) seen.set(identity(item), item);
  return [...seen.values()].toSorted(compareMembers);
}

function compareMembers(a: Value, b: Value): number {
  const [left, right] = [numberOf(a), numberOf(b)];
  if (left !== undefined && right !== undefined) return Number(formatNumber(left)) - Number(formatNumber(right));
  const [first, second] = [identity(a), identity(b)];
  if (first === second) return 0;
  return first < second ? -1 : 1;
}

/** Equal for equal values of one type, and for no others. */
export function identity(value: Value): string {
  const number = numberOf(value);
  if (number !== undefined) return formatNumber(number);
  const items = itemsOf(value);
  if (items !== undefined) return `[${items.map(identity).join()}]`;
  const entries = entriesOf(value);
  if (entries !== undefined) return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${identity(entry)}`).join()}}`;
  return JSON.stringify(value.data);
}

function refuse(from: Type, to: Type): string {
  return `${describeType(to)} is required, not ${describeType(from)}`;
}
