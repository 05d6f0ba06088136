import { Plain, type YamlMap } from '../yaml/index.ts';
import { schemaVersion } from './fields.ts';

/** Whether this code understands a state file: one without a version comes from the first implementation. */
export function isKnownVersion(state: YamlMap): boolean {
  const value = state.get('schemaVersion');
  if (value === undefined) return true;
  const text = value instanceof Plain ? value.text : value;
  return typeof text === 'string' && /^[0-9]{1,6}$/.test(text) && Number(text) <= schemaVersion;
}
