import { EVENT_ID, getScalarValue, SCALAR_STYLE, type Event, type ScalarEvent } from 'js-yaml';

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

/** A key that makes a part of the file unusable. */
export interface Flaw {
  readonly kind: 'duplicate-key' | 'forbidden-key' | 'complex-key';
  readonly path: YamlPath;
  /** Number of the key's event. */
  readonly event: number;
}

export function isEditableMap(value: EditableValue | undefined): value is EditableMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isEditableList(value: EditableValue | undefined): value is EditableList {
  return Array.isArray(value);
}

// Names that JavaScript objects give a meaning to.
const forbiddenKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** The text of a scalar as the author meant it: quotes, escapes and folds undone, nothing re-typed. */
export function scalarText(text: string, event: ScalarEvent): string {
  return getScalarValue(text, event);
}

function scalarValue(text: string, event: ScalarEvent): EditableValue {
  const value = getScalarValue(text, event);
  if (event.style !== SCALAR_STYLE.PLAIN) return value;
  if (value === '') return null;
  if (value === 'true' || value === 'false') return value === 'true';
  return wholeNumber.test(value) ? Number(value) : value;
}

const wholeNumber = /^(?:0|-?[1-9][0-9]{0,14})$/;

/**
 * An object without the properties that every object has. Unlike what `Object.create(null)` gives it is as fast and
 * small as any other: its prototype is an empty object instead of nothing.
 */
class BareMap {
  [key: string]: EditableValue;
}
Reflect.deleteProperty(BareMap.prototype, 'constructor');
Reflect.setPrototypeOf(BareMap.prototype, null);

/**
 * The value of the document, built straight from the parser's events.
 *
 * @returns `flaws` in the order of the file: repeated keys (the first one counts), and keys that are no usable text
 */
export function buildValue(text: string, events: readonly Event[]): { value: EditableValue; flaws: readonly Flaw[] } {
  const flaws: Flaw[] = [];
  const path: (string | number)[] = [];
  let at = 1; // Behind the event that opens the document.

  function build(): EditableValue {
    const event = events[at];
    if (event === undefined) return null;
    at += 1;
    if (event.type === EVENT_ID.SCALAR) return scalarValue(text, event);
    return event.type === EVENT_ID.SEQUENCE ? buildList() : buildMap();
  }

  function buildList(): EditableList {
    const items: EditableValue[] = [];
    while (!atEnd()) {
      path.push(items.length);
      items.push(build());
      path.pop();
    }
    at += 1;
    return items;
  }

  function buildMap(): EditableMap {
    const map = new BareMap();
    while (!atEnd()) {
      const keyAt = at;
      const key = events[at];
      const name = key?.type === EVENT_ID.SCALAR ? scalarText(text, key) : undefined;
      build();
      path.push(name ?? '');
      const value = build();
      const kind = flawOf(name, map);
      if (kind !== undefined) flaws.push({ kind, path: [...path], event: keyAt });
      else if (name !== undefined) map[name] = value;
      path.pop();
    }
    at += 1;
    return map;
  }

  function atEnd(): boolean {
    const type = events[at]?.type;
    return type === undefined || type === EVENT_ID.POP;
  }

  return { value: build(), flaws };
}

function flawOf(name: string | undefined, map: EditableMap): Flaw['kind'] | undefined {
  if (name === undefined) return 'complex-key';
  if (forbiddenKeys.has(name)) return 'forbidden-key';
  return name in map ? 'duplicate-key' : undefined;
}
