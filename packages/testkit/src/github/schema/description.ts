import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export type Schema = Readonly<Record<string, unknown>>;

/** An operation of GitHub's REST API, as its OpenAPI description has it, with schemas in the form of JSON Schema. */
export interface Operation {
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required: boolean; readonly schema: Schema }[];
  /** Of an `application/json` body. */
  readonly body: { readonly required: boolean; readonly schema: Schema } | undefined;
  /** By status, then by media type; an answer without content has no media types. */
  readonly responses: ReadonlyMap<string, ReadonlyMap<string, Schema>>;
}

export interface Description {
  /** @param key - method and path: `GET /rate_limit` */
  operation(key: string): Operation | undefined;
  /** What `$ref` points to, by the name in `#/components/schemas/NAME`. */
  readonly schemas: Readonly<Record<string, unknown>>;
}

let loaded: Description | undefined;

/** GitHub's own description of its API, which `.ci/tools` downloads; undefined where that has not run. */
export function loadDescription(): Description | undefined {
  const file = findDescription();
  if (loaded === undefined && file !== undefined) loaded = read(mapping(JSON.parse(readFileSync(file, 'utf8'))));
  return loaded;
}

/** Beside the folders of the PATH, where a program's data is: `bin/` and `share/`. */
function findDescription(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, '../share/github-api.json')).find((file) => existsSync(file));
}

function read(document: Schema): Description {
  const components = mapping(document['components']);
  const paths = mapping(document['paths']);
  const part = (kind: string, value: unknown): Schema => {
    const { $ref } = mapping(value);
    return typeof $ref === 'string' ? mapping(mapping(components[kind])[$ref.split('/').at(-1) ?? '']) : mapping(value);
  };
  return {
    schemas: mapping(components['schemas']),
    operation(key) {
      const [method = '', path = ''] = key.split(' ');
      const operation = mapping(mapping(paths[path])[method.toLowerCase()]);
      if (operation['responses'] === undefined) return undefined;
      const parameters = list(operation['parameters']).map((item) => {
        const { name, in: where, required, schema } = part('parameters', item);
        return { name: String(name), in: String(where), required: required === true, schema: mapping(schema) };
      });
      const responses = Object.entries(mapping(operation['responses'])).map(([status, response]) => {
        return [status, contentOf(part('responses', response))] as const;
      });
      const request = mapping(operation['requestBody']);
      const schema = contentOf(request).get('application/json');
      const body = schema === undefined ? undefined : { required: request['required'] === true, schema };
      return { parameters, body, responses: new Map(responses) };
    },
  };
}

function contentOf(holder: Schema): ReadonlyMap<string, Schema> {
  return new Map(Object.entries(mapping(holder['content'])).map(([type, media]) => [type, mapping(mapping(media)['schema'])]));
}

function mapping(value: unknown): Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
