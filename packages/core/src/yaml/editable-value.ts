import type { ValueMaker } from './simple-reader.ts';

/**
 * A value in a file that people edit. Text stays text: a scalar without quotes is a boolean, a whole number or null
 * only when turning it back into text gives exactly what the file says (`true`, `42`, nothing at all). Everything else
 * (`3.20`, `1e3`, `007`, `null`, a date, whatever stands in quotes) is its text.
 */
export type EditableValue = string | number | boolean | null | EditableList | EditableMap;
export type EditableList = readonly EditableValue[];
/** Without the properties that every object has. */
export interface EditableMap {
  readonly [key: string]: EditableValue;
}

export type YamlPath = readonly (string | number)[];

export function isEditableMap(value: EditableValue | undefined): value is EditableMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isEditableList(value: EditableValue | undefined): value is EditableList {
  return Array.isArray(value);
}

/**
 * An object without the properties that every object has. Unlike what `Object.create(null)` gives it is as fast and
 * small as any other: its prototype is an empty object instead of nothing.
 */
class BareMap {
  [key: string]: EditableValue;
}
Reflect.deleteProperty(BareMap.prototype, 'constructor');
Reflect.setPrototypeOf(BareMap.prototype, null);

const wholeNumber = /^(?:0|-?[1-9][0-9]{0,14})$/;

/** Names that JavaScript objects give a meaning to. */
export const forbiddenKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

export const editableValues: ValueMaker<EditableValue, Record<string, EditableValue>> = {
  plain(text) {
    if (text === '') return null;
    if (text === 'true' || text === 'false') return text === 'true';
    return wholeNumber.test(text) ? Number(text) : text;
  },
  quoted: (text) => text,
  list: (items) => items,
  map: () => new BareMap(),
  put(map, key, value) {
    if (key in map || forbiddenKeys.has(key)) return false;
    map[key] = value;
    return true;
  },
};
