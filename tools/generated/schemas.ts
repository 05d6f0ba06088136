import { factoryJsonSchema, imagesJsonSchema } from '@image-factory/core/enrollment';
import type { GeneratedFile } from './file.ts';

/** What editors check images.yaml and factory.yaml with. */
export async function generateSchemas(): Promise<GeneratedFile[]> {
  return [
    { path: 'schemas/images.schema.json', text: toText(imagesJsonSchema()) },
    { path: 'schemas/factory.schema.json', text: toText(factoryJsonSchema()) },
  ];
}

function toText(schema: object): string {
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}
