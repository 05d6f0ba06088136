import type { Schema } from './description.ts';

/** How a schema treats fields that it does not know: a request has none, an answer may have more. */
export type Strictness = 'closed' | 'open';

// What these forbid is refused by GitHub with words of its own, and here by the routes.
const limits = new Set(['maxProperties', 'maxLength', 'minLength']);

/** A schema of OpenAPI 3.0 as JSON Schema: `nullable` is a type of its own there. References stay as they are. */
export function toJsonSchema(schema: unknown, strictness: Strictness): unknown {
  if (Array.isArray(schema)) return schema.map((item) => toJsonSchema(item, strictness));
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).flatMap(([key, value]: [string, unknown]): [string, unknown][] => {
    if (annotations.has(key) || (strictness === 'closed' && limits.has(key))) return [];
    if (key === 'properties') return [[key, mapValues(value, (property) => toJsonSchema(property, strictness))]];
    return [[key, literals.has(key) ? value : toJsonSchema(value, strictness)]];
  });
  const plain: Record<string, unknown> = Object.fromEntries(entries);
  const isClosed = strictness === 'closed' && plain['properties'] !== undefined && plain['additionalProperties'] === undefined;
  if (isClosed) plain['additionalProperties'] = false;
  return 'nullable' in schema && schema.nullable === true ? { anyOf: [{ type: 'null' }, plain] } : plain;
}

/** The components that a schema leads to, by name. */
export function reachable(start: unknown, components: Readonly<Record<string, unknown>>): Record<string, Schema> {
  const found: Record<string, Schema> = {};
  const todo: unknown[] = [start];
  while (todo.length > 0) {
    const value = todo.pop();
    if (typeof value !== 'object' || value === null) continue;
    const name = '$ref' in value && typeof value.$ref === 'string' ? value.$ref.split('/').at(-1) : undefined;
    const component = name === undefined ? undefined : components[name];
    if (name !== undefined && found[name] === undefined && typeof component === 'object' && component !== null) {
      found[name] = { ...component };
      todo.push(component);
    }
    const parts: unknown[] = Object.values(value);
    todo.push(...parts.filter((part) => typeof part === 'object'));
  }
  return found;
}

const annotations = new Set(['nullable', 'example', 'examples', 'description', 'title', 'deprecated', 'discriminator', 'default']);
const literals = new Set(['enum', 'const', 'required']);

function mapValues(value: unknown, change: (item: unknown) => unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]: [string, unknown]) => [key, change(item)]));
}
