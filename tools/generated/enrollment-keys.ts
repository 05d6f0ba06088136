import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { code, table } from '@image-factory/action-kit';
import { factoryJsonSchema, imagesJsonSchema } from '@image-factory/core/enrollment';
import * as z from 'zod';
import { root } from '../root.ts';
import { replacePart, type GeneratedFile } from './file.ts';

const path = 'docs/enrollment.md';

const Node = z.object({
  description: z.string().optional(),
  default: z.unknown().optional(),
  examples: z.array(z.unknown()).optional(),
  enum: z.array(z.unknown()).optional(),
  get properties() {
    return z.record(z.string(), Node).optional();
  },
});
type Node = z.infer<typeof Node>;

const Images = z.object({ definitions: z.object({ entry: z.unknown() }) });

/** The tables of keys of images.yaml and factory.yaml. */
export async function generateEnrollmentKeys(): Promise<GeneratedFile[]> {
  const text = await readFile(join(root, path), 'utf8');
  const entry = Node.parse(Images.parse(imagesJsonSchema()).definitions.entry);
  const factory = Node.parse(factoryJsonSchema());
  return [{ path, text: replacePart(replacePart(text, 'entry', keyTable(entry)), 'factory', keyTable(factory)) }];
}

/** Keys of keys follow their parent, as `source.repo`. */
function keyTable(schema: Node): string {
  return table(['Key', 'Meaning', 'Default', 'Example'], rowsOf(schema, ''));
}

function rowsOf(schema: Node, prefix: string): (string | { markdown: string })[][] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, node]) => [
    [
      { markdown: code(`${prefix}${key}`) },
      node.description ?? '',
      shown(node.default),
      shown(node.examples?.[0] ?? node.enum?.[0] ?? node.default),
    ],
    ...rowsOf(node, `${prefix}${key}.`),
  ]);
}

function shown(value: unknown): string | { markdown: string } {
  return value === undefined ? '' : { markdown: code(typeof value === 'string' ? value : JSON.stringify(value)) };
}
