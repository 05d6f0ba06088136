import { describe, expect, it } from 'vitest';
import { factoryJsonSchema, imagesJsonSchema } from './json-schema.ts';
import { entryKeys, sourceKeys } from './schema.ts';

type Node = Readonly<Record<string, unknown>>;

/** Every schema of a key, with the path to it. */
function keysIn(schema: unknown, path = ''): [string, Node][] {
  if (typeof schema !== 'object' || schema === null) return [];
  const node = schema as Node;
  const own = Object.entries((node['properties'] ?? {}) as Node).map(([key, value]): [string, Node] => [`${path}/${key}`, value as Node]);
  const below = Object.entries(node).flatMap(([key, value]) => {
    if (['properties', 'definitions', 'patternProperties'].includes(key)) return Object.entries(value as Node).flatMap(([name, inner]) => keysIn(inner, `${path}/${name}`));
    if (Array.isArray(value)) return value.flatMap((inner) => keysIn(inner, path));
    return keysIn(value, path);
  });
  return [...own, ...below];
}

describe.each([
  ['images.yaml', imagesJsonSchema()],
  ['factory.yaml', factoryJsonSchema()],
])('the JSON Schema of %s', (_, schema) => {
  it('describes every key', () => {
    const bare = keysIn(schema).filter(([path, node]) => !('description' in node || '$ref' in node) && !/examples|default/.test(path));
    expect(bare.map(([path]) => path)).toEqual([]);
    expect(keysIn(schema).length).toBeGreaterThan(40);
  });

  it('is plain JSON for draft 7', () => {
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
    expect(schema.$schema).toBe('http://json-schema.org/draft-07/schema#');
  });

  it('allows keys of one’s own wherever others are refused', () => {
    const text = JSON.stringify(schema);
    expect(text.split('"additionalProperties":false').length).toBe(text.split('"patternProperties":{"^x-":{}}').length);
  });
});

describe('the JSON Schema of images.yaml', () => {
  const definitions = imagesJsonSchema()['definitions'] as Record<string, unknown>;

  it('knows every key of an entry and of its source', () => {
    const entry = definitions['entry'] as { properties: Record<string, { properties?: object; default?: unknown; examples?: unknown }>; required: string[] };
    expect(Object.keys(entry.properties).toSorted()).toEqual([...entryKeys].toSorted());
    expect(Object.keys(entry.properties['source']?.properties ?? {}).toSorted()).toEqual([...sourceKeys].toSorted());
    expect(entry.required).toEqual(['name', 'registry', 'repository']);
    expect(entry.properties['rebuildDelay']).toMatchObject({ default: '7d', examples: ['7d', '12h', '0d'], pattern: '^[0-9]{1,4}[mhdw]$' });
    expect(entry.properties['publishedTag']).toMatchObject({ type: ['string', 'number', 'boolean'], default: 'latest' });
  });

  it('asks for less where the file has defaults', () => {
    expect(definitions['entryWithDefaults']).toMatchObject({ required: ['name', 'repository'] });
  });
});

describe('the JSON Schema of factory.yaml', () => {
  it('needs no key, and shows the defaults', () => {
    const text = JSON.stringify(factoryJsonSchema());
    expect(factoryJsonSchema()).not.toHaveProperty('required');
    expect(text).toContain('"default":"2h"');
    expect(text).toContain('"default":["cve","manual","parent","routine"]');
  });
});
