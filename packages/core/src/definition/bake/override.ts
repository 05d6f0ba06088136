import {
  boolValue,
  decodeJson,
  convert,
  describeType,
  entriesOf,
  isPrimitive,
  mapValue,
  numberValue,
  parseNumber,
  splitCsv,
  textValue,
  tupleValue,
  type Type,
  type Value,
} from '../hcl/index.ts';

export interface Override {
  readonly text: string;
  /** From `<name>_JSON`. */
  readonly json: boolean;
}

/** What the environment sets a variable to: `<name>`, or `<name>_JSON` where that is no variable itself. */
export function findOverride(
  name: string,
  given: Readonly<Record<string, string>>,
  isVariable: (name: string) => boolean,
  typed: boolean,
): Override | undefined {
  const own = Object.hasOwn(given, name) ? given[name] : undefined;
  const jsonName = `${name}_JSON`;
  const json = Object.hasOwn(given, jsonName) && !isVariable(jsonName) ? given[jsonName] : undefined;
  if (json !== undefined && (own === undefined || typed)) return { text: json, json: true };
  return own === undefined ? undefined : { text: own, json: false };
}

/**
 * The value that an override gives a variable.
 *
 * @param declared - the type of the variable, where it has one
 * @param fallback - its default, where it has one
 * @returns what is wrong with the override, as a text, otherwise
 */
export function applyOverride({ text, json }: Override, declared: Type | undefined, fallback: Value | undefined): Value | string {
  if (declared !== undefined && json) {
    const value = decodeJson(text);
    return typeof value === 'string' ? value : conform(value, declared);
  }
  if (declared !== undefined) return readTyped(text, declared);
  if (fallback === undefined || fallback.type.kind === 'dynamic') return textValue(text);
  if (isPrimitive(fallback.type)) return readPrimitive(text, fallback.type);
  return `its default is a ${describeType(fallback.type)}, which can not be set from outside unless it has a type`;
}

/** JSON may leave attributes of an object out, but not bring more. */
function conform(value: Value, type: Type): Value | string {
  if ('fields' in type) {
    const other = entriesOf(value)?.find(([name]) => !type.fields.has(name));
    if (other !== undefined) return `there is no attribute "${other[0]}"`;
  }
  return convert(value, withOptional(type));
}

function withOptional(type: Type): Type {
  if ('fields' in type)
    return {
      kind: 'object',
      fields: new Map([...type.fields].map(([name, field]) => [name, withOptional(field)])),
      optional: new Set(type.fields.keys()),
    };
  return 'of' in type ? { kind: type.kind, of: withOptional(type.of) } : type;
}

function readTyped(text: string, type: Type): Value | string {
  if (isPrimitive(type)) return readPrimitive(text, type);
  if (type.kind !== 'list' && type.kind !== 'set' && type.kind !== 'map' && type.kind !== 'tuple') {
    return `a ${describeType(type)} is set in JSON, by a variable that ends in _JSON`;
  }
  const rows = splitCsv(text);
  if (typeof rows === 'string') return rows;
  if (rows.length === 0) return 'at least one value is needed';
  const fields = rows[0] ?? [];
  if (type.kind === 'tuple') {
    if (fields.length !== type.items.length) return `it has ${type.items.length} items, not ${fields.length}`;
    return readAll(fields, (index) => type.items[index] ?? type);
  }
  if (!isPrimitive(type.of)) return `a ${describeType(type)} can not be set as a list of values between commas`;
  if (type.kind === 'map') return readMap(fields, type.of);
  const items = readAll(fields, () => type.of);
  return typeof items === 'string' ? items : convert(items, type);
}

function readAll(fields: readonly string[], typeOf: (index: number) => Type): Value | string {
  const items: Value[] = [];
  for (const [index, field] of fields.entries()) {
    const item = readPrimitive(field, typeOf(index));
    if (typeof item === 'string') return item;
    items.push(item);
  }
  return tupleValue(items);
}

function readMap(fields: readonly string[], of: Type): Value | string {
  const entries: [string, Value][] = [];
  for (const field of fields) {
    const rows = splitCsv(field, ':');
    const [key = '', value = '', ...more] = typeof rows === 'string' ? [] : (rows[0] ?? []);
    if (typeof rows === 'string' || rows[0]?.length !== 2 || more.length > 0) return 'a map is set as `key:value,key:value`';
    const item = readPrimitive(value, of);
    if (typeof item === 'string') return item;
    entries.push([key, item]);
  }
  return mapValue(entries, of);
}

const truths = new Set(['1', 't', 'T', 'true', 'TRUE', 'True']);
const falsehoods = new Set(['0', 'f', 'F', 'false', 'FALSE', 'False']);

function readPrimitive(text: string, type: Type): Value | string {
  if (type.kind === 'string') return textValue(text);
  if (type.kind === 'bool') return truths.has(text) || falsehoods.has(text) ? boolValue(truths.has(text)) : 'true or false is needed';
  const number = type.kind === 'number' ? parseNumber(text, 53) : undefined;
  return number === undefined ? 'a number is needed' : numberValue(number);
}
