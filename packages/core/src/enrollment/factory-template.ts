import * as z from 'zod';
import { renderYaml, toYaml } from '../yaml/index.ts';
import { Factory } from './factory-schema.ts';
import { unwrap } from './leaves.ts';

/** What `init` knows about the factory; everything else gets its default. Keys as in factory.yaml. */
export interface FactoryValues {
  readonly [key: string]: string | number | boolean | readonly unknown[] | FactoryValues | undefined;
}

const width = 100;

/**
 * The commented factory.yaml that `init` writes: every key with its value or default, and what it is for. Keys without
 * a default stand there as a comment.
 *
 * The law: reading it back gives the defaults with the given values.
 */
export function renderFactoryTemplate(values: FactoryValues = {}): string {
  const shape = shapeOf(Factory) ?? {};
  const heading = [
    ...comment(
      'How this factory works. Owned by the operator: let CODEOWNERS guard it. Every key may be left out; what stands here is its default.',
      '',
    ),
    '',
  ];
  const keys = Object.entries(shape).flatMap(([key, schema]) => [...renderKey(key, schema, values[key], ''), '']);
  return `${[...heading, ...keys].join('\n').trimEnd()}\n`;
}

function renderKey(key: string, schema: z.core.$ZodType, value: FactoryValues[string], indent: string): string[] {
  const words = wordsOf(schema);
  const about = comment(String(words['description'] ?? ''), indent);
  const shape = shapeOf(schema);
  if (shape !== undefined && !isList(value))
    return [...about, `${indent}${key}:`, ...renderSection(shape, isSection(value) ? value : {}, indent)];
  const given = value ?? words['default'] ?? (isListSchema(schema) ? [] : undefined);
  const example: unknown = isList(words['examples']) ? words['examples'][0] : undefined;
  if (given === undefined) return [...about, ...renderValue(key, example ?? '…', `${indent}# `)];
  const shown = isList(given) && given.length === 0 && example !== undefined ? indented(renderYaml(toYaml(example)), `${indent}# `) : [];
  return [...about, ...renderValue(key, given, indent), ...shown];
}

function renderSection(shape: z.core.$ZodShape, values: FactoryValues, indent: string): string[] {
  return Object.entries(shape).flatMap(([key, schema]) => renderKey(key, schema, values[key], `${indent}  `));
}

function renderValue(key: string, value: unknown, indent: string): string[] {
  return indented(renderYaml(toYaml({ [key]: value })), indent);
}

function indented(text: string, indent: string): string[] {
  return text.split('\n').map((line) => `${indent}${line}`);
}

function comment(text: string, indent: string): string[] {
  const lines: string[] = [];
  let line = `${indent}#`;
  for (const word of text.split(' ')) {
    if (line.length + 1 + word.length > width) {
      lines.push(line);
      line = `${indent}#`;
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}

function shapeOf(schema: z.core.$ZodType): z.core.$ZodShape | undefined {
  const bare = unwrap(schema);
  return bare instanceof z.ZodObject ? bare.shape : undefined;
}

function isListSchema(schema: z.core.$ZodType): boolean {
  return unwrap(schema) instanceof z.ZodArray;
}

function wordsOf(schema: z.core.$ZodType): Readonly<Record<string, unknown>> {
  return z.globalRegistry.get(unwrap(schema)) ?? {};
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isSection(value: FactoryValues[string]): value is FactoryValues {
  return typeof value === 'object' && !isList(value);
}
