import { convert } from './convert.ts';
import { fromInteger, toInteger } from './number.ts';
import type { Step } from './syntax.ts';
import { describeType, isPrimitive } from './types.ts';
import {
  dynamicType,
  entriesOf,
  isNull,
  itemsOf,
  memberOf,
  numberOf,
  numberType,
  numberValue,
  stringType,
  textOf,
  textValue,
  unknownOf,
  type Type,
  type Value,
} from './value.ts';

/** What a step leads to, or why it leads nowhere. */
export function takeStep(value: Value, step: Step): Value | string {
  return step.kind === 'index' ? takeIndex(value, step.key) : takeAttribute(value, step.name);
}

function takeAttribute(value: Value, name: string): Value | string {
  if (isNull(value)) return `There is no \`${name}\` in null.`;
  const unknown = unknownOf(value);
  if (unknown !== undefined && value.type.kind === 'dynamic') return value;
  if (value.type.kind !== 'object' && value.type.kind !== 'map') return `A ${describeType(value.type)} has no \`${name}\`.`;
  const inner = unknown && memberType(value.type, name);
  return (inner && { type: inner, data: unknown }) ?? memberOf(value, name) ?? `There is no \`${name}\` in it.`;
}

export function takeIndex(value: Value, key: Value): Value | string {
  if (isNull(value)) return 'Null can not be indexed.';
  if (isNull(key)) return 'Null is no index.';
  const unknown = unknownOf(value);
  if (value.type.kind === 'dynamic') return value;
  if (isPrimitive(value.type) || value.type.kind === 'set') return `A ${describeType(value.type)} can not be indexed.`;
  const converted = convert(key, value.type.kind === 'list' || value.type.kind === 'tuple' ? numberType : stringType);
  if (typeof converted === 'string') return `The index does not fit: ${converted}.`;
  const unknownKey = unknownOf(converted);
  if (unknownKey !== undefined) return { type: 'of' in value.type ? value.type.of : dynamicType, data: unknownKey };
  const number = numberOf(converted);
  const at = number === undefined ? textOf(converted) : (toInteger(number) ?? -1);
  const inner = unknown && memberType(value.type, at);
  if (inner !== undefined && unknown !== undefined) return { type: inner, data: unknown };
  const found = typeof at === 'string' ? memberOf(value, at) : itemsOf(value)?.[at];
  return (
    found ??
    (typeof at === 'string' ? `There is no \`${at}\` in it.` : `This has no item with that index; it has ${itemsOf(value)?.length ?? 0}.`)
  );
}

/** The type of a member, where a value of that type has one. */
function memberType(type: Type, key: string | number): Type | undefined {
  if ('of' in type) return type.of;
  if ('items' in type) return typeof key === 'number' ? type.items[key] : undefined;
  return 'fields' in type && typeof key === 'string' ? type.fields.get(key) : undefined;
}

/** Keys and members as `for` walks them; undefined for what can not be walked. */
export function pairsOf(value: Value): readonly (readonly [Value, Value])[] | undefined {
  const items = itemsOf(value);
  if (items !== undefined) return items.map((item, index) => [value.type.kind === 'set' ? item : numberValue(fromInteger(index)), item]);
  return entriesOf(value)?.map(([key, entry]) => [textValue(key), entry]);
}
