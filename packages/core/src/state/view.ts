import { isList, isMap, isNull, Plain, type YamlMap, type YamlValue } from '../yaml/index.ts';

/** The text of a scalar field; undefined when it is absent, null or no scalar. Quotes make no difference. */
export function textOf(value: YamlValue | undefined): string | undefined {
  if (value === undefined || isNull(value)) return undefined;
  if (value instanceof Plain) return value.text;
  return typeof value === 'string' ? value : undefined;
}

export function textField(state: YamlMap, key: string): string | undefined {
  return textOf(state.get(key));
}

/** The mapping in a field; empty when there is none. */
export function mapField(state: YamlMap, key: string): YamlMap {
  const value = state.get(key);
  return isMap(value) ? value : new Map();
}

/** The items of a list; none when the field is no list. */
export function listField(state: YamlMap, key: string): readonly YamlValue[] {
  const value = state.get(key);
  return isList(value) ? value : [];
}
