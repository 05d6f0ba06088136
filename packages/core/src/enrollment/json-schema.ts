import * as z from 'zod';
import { Factory } from './factory-schema.ts';
import { Defaults, Entry, EnrollmentFile } from './schema.ts';

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** JSON Schema (draft 7, what editors understand) of images.yaml and the files of images.d. */
export function imagesJsonSchema(): JsonSchema {
  const file = toJsonSchema(EnrollmentFile);
  const ref = (name: string) => ({ $ref: `#/definitions/${name}` });
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Image Factory: images.yaml',
    description: 'The images that the factory looks after: a list of entries, or a mapping with defaults around it.',
    anyOf: [
      { type: 'array', items: ref('entry') },
      {
        ...file,
        properties: {
          ...file.properties,
          defaults: ref('defaults'),
          images: { description: 'The images.', type: 'array', items: ref('entryWithDefaults') },
        },
      },
    ],
    definitions: {
      entry: { ...toJsonSchema(Entry), anyOf: oneIsNeeded },
      entryWithDefaults: { ...withDefaults(toJsonSchema(Entry)), anyOf: oneIsNeeded },
      defaults: toJsonSchema(Defaults),
    },
  };
}

/** What the defaults of the file may say need not be in the entry. */
function withDefaults(entry: JsonSchema): JsonSchema {
  const source = entry.properties?.['source'];
  if (typeof source !== 'object') return entry;
  const { required: _, ...relaxed } = source;
  return { ...entry, required: ['name', 'repository'], properties: { ...entry.properties, source: relaxed } };
}

// What makes an entry managed or external; without one of them there is nothing to do for it.
const oneIsNeeded = ['source', 'allowTags', 'constraint'].map((key) => ({ required: [key] }));

/** JSON Schema of factory.yaml. */
export function factoryJsonSchema(): JsonSchema {
  return { $schema: 'http://json-schema.org/draft-07/schema#', title: 'Image Factory: factory.yaml', ...toJsonSchema(Factory) };
}

function toJsonSchema(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...result } = z.toJSONSchema(schema, {
    target: 'draft-7',
    io: 'input',
    override: ({ zodSchema, jsonSchema }) => {
      // Keys of the author's own are allowed wherever the keys are fixed.
      if (jsonSchema.additionalProperties === false) jsonSchema.patternProperties = { '^x-': {} };
      // Words that the conversion drops for schemas that turn their input into something else.
      const words = z.globalRegistry.get(zodSchema);
      if (words?.['examples'] !== undefined) jsonSchema.examples = words['examples'] as unknown[];
      if (words?.['default'] !== undefined) jsonSchema.default = words['default'];
    },
  });
  return result;
}
