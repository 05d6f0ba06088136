import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import type { Description, Operation } from './description.ts';
import { reachable, toJsonSchema, type Strictness } from './json-schema.ts';

/** A request as far as the description says something about it. */
interface CheckedRequest {
  readonly path: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Undefined when there was none. */
  readonly body: unknown;
}

export interface SchemaCheck {
  /** What is wrong with a request, a line each. */
  request(key: string, request: CheckedRequest): string[];
  /** What is wrong with an answer of ours. */
  response(key: string, status: number, type: string, json: unknown): string[];
}

/** Checks by GitHub's own description. Each schema is compiled when it is first used, and kept. */
export function createSchemaCheck(description: Description): SchemaCheck {
  const compiled = new Map<string, ValidateFunction>();

  function errors(name: string, schema: unknown, value: unknown, strictness: Strictness): string[] {
    const validate = compiled.get(name) ?? compile(schema, description, strictness);
    compiled.set(name, validate);
    return validate(value) ? [] : (validate.errors ?? []).map((error) => `${name}: ${describe(error)}`);
  }

  function operationOf(key: string): Operation {
    const operation = description.operation(key);
    if (operation === undefined) throw new Error(`GitHub's description has no ${key}.`);
    return operation;
  }

  return {
    request(key, { path, query, body }) {
      const { parameters, body: wanted } = operationOf(key);
      const known = new Set(parameters.flatMap((parameter) => (parameter.in === 'query' ? [parameter.name] : [])));
      const unknown = [...query.keys()].filter((name) => !known.has(name)).map((name) => `${key}: there is no query parameter ${name}`);
      const wrong = parameters.flatMap((parameter) => {
        const text =
          parameter.in === 'path' ? path[parameter.name] : parameter.in === 'query' ? (query.get(parameter.name) ?? undefined) : undefined;
        if (text === undefined) return parameter.required ? [`${key}: ${parameter.name} is missing`] : [];
        const { format: _format, ...schema } = parameter.schema; // `created` has one, and takes ranges all the same
        return errors(`${key} ${parameter.name}`, schema, readParameter(text, schema['type']), 'closed');
      });
      return [...unknown, ...wrong, ...bodyErrors(key, wanted, body)];
    },
    response(key, status, type, json) {
      const content = operationOf(key).responses.get(String(status));
      const name = `${key} ${status}`;
      // An error that the description does not list has the form of all errors.
      if (content === undefined)
        return status < 400
          ? [`${name}: there is no such answer`]
          : errors('error', { $ref: '#/components/schemas/basic-error' }, json, 'open');
      const schema = content.get(type.includes('.object') ? 'application/vnd.github.object' : 'application/json');
      if (schema === undefined) return json === undefined ? [] : [`${name}: it has no content`];
      return json === undefined ? [`${name}: it has content`] : errors(`${name} ${type}`, schema, json, 'open');
    },
  };

  function bodyErrors(key: string, wanted: Operation['body'], body: unknown): string[] {
    if (body === undefined) return wanted?.required === true ? [`${key}: it needs a body`] : [];
    return wanted === undefined ? [`${key}: it takes no body`] : errors(`${key} body`, wanted.schema, body, 'closed');
  }
}

function compile(schema: unknown, { schemas }: Description, strictness: Strictness): ValidateFunction {
  const components = reachable(schema, schemas);
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false, formats: { 'repo.nwo': /^[^/]+\/[^/]+$/ } });
  formats.default(ajv);
  const own: unknown = toJsonSchema(schema, strictness);
  const shared = Object.fromEntries(Object.entries(components).map(([name, component]) => [name, toJsonSchema(component, strictness)]));
  return ajv.compile({ allOf: [own], components: { schemas: shared } });
}

/** In a URL everything is text; the schema says what it is meant to be. */
function readParameter(text: string, type: unknown): unknown {
  if (type === 'integer' || type === 'number') return /^-?\d+$/.test(text) ? Number(text) : text;
  if (type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  return text;
}

function describe({ instancePath, message = 'is wrong', params }: ErrorObject): string {
  return `${instancePath} ${message} ${JSON.stringify(params)}`.trim();
}
