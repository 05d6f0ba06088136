import { readFile } from 'node:fs/promises';
import { isList, isMap, isNull, Plain, readYamlMap, type YamlMap, type YamlValue } from '@image-factory/core/yaml';
import type { InputDescription } from '../inputs/describe.ts';

/** An action.yml, as far as code and documentation must agree with it. */
export interface ActionFile {
  readonly name: string;
  readonly description: string;
  /** Those in use; what has a `deprecationMessage` is below. */
  readonly inputs: Readonly<Record<string, InputDescription>>;
  /** Old names of inputs, with the messages. */
  readonly deprecated: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, { readonly description: string }>>;
  /** `node24`, `composite`. */
  readonly using: string;
  readonly main: string;
}

/** @throws Error when the file is not there or can not be read as a mapping */
export async function readAction(path: string): Promise<ActionFile> {
  return parseAction(await readFile(path, 'utf8'), path);
}

/**
 * @param file - its name in messages
 * @throws Error when the text is no mapping
 */
export function parseAction(text: string, file = 'action.yml'): ActionFile {
  const read = readYamlMap(text, file);
  if (!read.ok) throw new Error(`${file}: ${read.error.message}`);
  const inputs = members(read.value, 'inputs');
  const runs = mapOf(read.value.get('runs'));
  return {
    name: textAt(read.value, 'name'),
    description: textAt(read.value, 'description'),
    inputs: Object.fromEntries(
      inputs.filter(([, input]) => !input.has('deprecationMessage')).map(([name, input]) => [name, describe(input)]),
    ),
    deprecated: Object.fromEntries(
      inputs.filter(([, input]) => input.has('deprecationMessage')).map(([name, input]) => [name, textAt(input, 'deprecationMessage')]),
    ),
    outputs: Object.fromEntries(
      members(read.value, 'outputs').map(([name, output]) => [name, { description: textAt(output, 'description') }]),
    ),
    using: textAt(runs, 'using'),
    main: textAt(runs, 'main'),
  };
}

function describe(input: YamlMap): InputDescription {
  return {
    description: textAt(input, 'description'),
    required: textAt(input, 'required') === 'true',
    default: textAt(input, 'default'),
  };
}

function members(map: YamlMap, key: string): (readonly [string, YamlMap])[] {
  return [...mapOf(map.get(key))].map(([name, value]) => [name, mapOf(value)] as const);
}

function mapOf(value: YamlValue | undefined): YamlMap {
  return isMap(value) ? value : new Map();
}

function textAt(map: YamlMap, key: string): string {
  const value = map.get(key);
  if (value === undefined || isNull(value) || isMap(value) || isList(value)) return '';
  return value instanceof Plain ? value.text : value.trimEnd();
}
