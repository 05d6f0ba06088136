import { defineMappingTag, defineScalarTag, FAILSAFE_SCHEMA, load, NOT_RESOLVED, YAMLException } from 'js-yaml';
import { error, type Problem, type SourceLocation } from '../problem/index.ts';
import { fail, ok, type Result } from '../text/index.ts';
import { prescan, sizeProblem } from './prescan.ts';
import { readSimple } from './simple.ts';
import type { ValueMaker } from './simple-reader.ts';
import { isAmbiguous, isMap, nothing, Plain, type YamlMap, type YamlValue } from './value.ts';

const plainTag = defineScalarTag<Plain>('tag:image-factory.io,2026:plain', {
  implicit: true,
  resolve: (source, isExplicit) => (!isExplicit && isAmbiguous(source) ? new Plain(source) : NOT_RESOLVED),
  identify: () => false,
});

const orderedMapTag = defineMappingTag<Map<string, unknown>>('tag:yaml.org,2002:map', {
  create: () => new Map(),
  addPair: (map, key, value) => {
    const name = keyText(key);
    if (name === undefined) return 'a key is text, not a list or mapping';
    map.set(name, value);
    return '';
  },
  has: (map, key) => map.has(keyText(key) ?? ''),
  keys: (map) => map.keys(),
  get: (map, key) => map.get(keyText(key) ?? ''),
  identify: () => false,
});

const schema = FAILSAFE_SCHEMA.withTags(plainTag, orderedMapTag);

/**
 * Reads the mapping in a state file. Every scalar stays the text that it was (see {@link Plain}); duplicate keys, anchors,
 * tags, several documents, more than 32 levels or more than 1 MiB are problems.
 *
 * What our own renderer wrote is nearly always simple, and read by {@link readSimple}; js-yaml, which needs a third of the
 * time of `yaml`, reads the rest. Both give the same mapping: a law of the tests.
 */
export function readYamlMap(text: string, file: string): Result<YamlMap, Problem> {
  const tooLarge = sizeProblem(text, { file, kind: 'state' });
  if (tooLarge !== undefined) return fail(tooLarge);
  const simple = readSimple(text, yamlValues);
  return simple !== undefined && isMap(simple.value) ? ok(simple.value) : parseYamlMap(text, file);
}

/** Reads the mapping in a text of any kind. */
export function parseYamlMap(text: string, file: string): Result<YamlMap, Problem> {
  const refused = prescan(text, { file, kind: 'state' });
  if (refused !== undefined) return fail(refused);
  try {
    const value = load(text, { schema, maxDepth: 32, maxAliases: 0 }) as YamlValue;
    return isMap(value) ? ok(value) : fail(error('yaml/syntax', 'The file does not hold a mapping.', { source: { file } }));
  } catch (cause) {
    return fail(error('yaml/syntax', reason(cause), { source: place(cause, file) }));
  }
}

const yamlValues: ValueMaker<YamlValue, Map<string, YamlValue>> = {
  plain(text) {
    if (text === 'null') return nothing;
    return isAmbiguous(text) ? new Plain(text) : text;
  },
  quoted: (text) => text,
  list: (items) => items,
  map: () => new Map(),
  put(map, key, value) {
    if (map.has(key)) return false;
    map.set(key, value);
    return true;
  },
};

function keyText(key: unknown): string | undefined {
  if (key instanceof Plain) return key.text;
  return typeof key === 'string' ? key : undefined;
}

function reason(cause: unknown): string {
  return cause instanceof YAMLException ? `Not valid YAML: ${cause.reason}.` : 'Not valid YAML.';
}

function place(cause: unknown, file: string): SourceLocation {
  const mark = cause instanceof YAMLException ? cause.mark : undefined;
  if (mark === undefined || mark === null) return { file };
  const start = { line: mark.line + 1, column: mark.column + 1 };
  return { file, range: { start, end: start } };
}
