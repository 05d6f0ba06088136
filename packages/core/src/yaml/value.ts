/**
 * A scalar that was written without quotes and that some YAML reader takes for something other than text:
 * `null`, `true`, `3.20`, `1e3`, a date. It keeps its spelling, so that a field which we do not know is written back
 * as it was, and a field which we do know is read as text (SPEC section 5: text stays text).
 */
export class Plain {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What a state file holds. Mappings are `Map`s: they keep the order of their keys and have no prototype. */
export type YamlValue = string | Plain | readonly YamlValue[] | YamlMap;
export type YamlMap = ReadonlyMap<string, YamlValue>;

export const nothing: Plain = new Plain('null');

/** Whether the value stands for "no value": an unquoted `null`, `~` or nothing at all. */
export function isNull(value: YamlValue | undefined): boolean {
  return value === undefined || (value instanceof Plain && /^(?:null|~|)$/i.test(value.text));
}

export function isMap(value: YamlValue | undefined): value is YamlMap {
  return value instanceof Map;
}

export function isList(value: YamlValue | undefined): value is readonly YamlValue[] {
  return Array.isArray(value);
}

/**
 * Whether some YAML 1.1 or 1.2 reader would take the unquoted text for a null, a boolean, a number, a date, a merge
 * key or a value key. Kubernetes, Go, Python and JavaScript readers differ; what any of them re-types is quoted.
 */
export function isAmbiguous(text: string): boolean {
  const first = text.charCodeAt(0);
  // Letters that can begin neither a keyword nor a number are by far the most frequent case.
  if (first >= 97 && first <= 122 && !keywordInitials.has(first)) return false;
  return keyword.test(text) || number.test(text) || radix.test(text) || sexagesimal.test(text) || special.test(text) || date.test(text);
}

const keywordInitials = new Set([...'entfyo'].map((letter) => letter.charCodeAt(0)));
const keyword = /^(?:|~|<<|=|null|true|false|yes|no|on|off|y|n)$/i;
// Wider than any number: one reader takes even `E0` for one.
const number = /^[-+]?[0-9_]*(?:\.[0-9_]*)?(?:e[-+]?[0-9]+)?$/i;
const radix = /^[-+]?0[xob][0-9a-f_]+$/i;
const sexagesimal = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;
const special = /^[-+]?\.(?:inf|nan)$/i;
const date = /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt \t].*)?$/;

/** Equal in every key, value and order of list items; the order of keys does not count. */
export function sameValue(a: YamlValue | undefined, b: YamlValue | undefined): boolean {
  if (a === b) return true;
  if (a instanceof Plain || b instanceof Plain) {
    return a instanceof Plain && b instanceof Plain && (a.text === b.text || (isNull(a) && isNull(b)));
  }
  if (isList(a)) return isList(b) && a.length === b.length && a.every((item, index) => sameValue(item, b[index]));
  if (isMap(a)) return isMap(b) && a.size === b.size && [...a].every(([key, value]) => b.has(key) && sameValue(value, b.get(key)));
  return false;
}

/** JSON-like data as YAML values: numbers, booleans and null become unquoted scalars, `undefined` members are left out. */
export function toYaml(data: unknown): YamlValue {
  if (typeof data === 'string') return data;
  if (data instanceof Plain) return data;
  if (Array.isArray(data)) return data.map(toYaml);
  if (data instanceof Map) return new Map([...data].map(([key, value]) => [String(key), toYaml(value)]));
  if (typeof data === 'object' && data !== null) {
    return new Map(
      Object.entries(data)
        .filter(([, value]) => value !== undefined)
        .map(([key, value]) => [key, toYaml(value)]),
    );
  }
  return new Plain(String(data));
}
