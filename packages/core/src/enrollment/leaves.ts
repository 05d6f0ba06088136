import * as z from 'zod';
import { isEditableMap, type EditableValue } from '../yaml/index.ts';
import type { Parsed } from './grammar/index.ts';

/** What an editor shows for a key, and what the generated files say about it. */
export interface Words {
  readonly description: string;
  readonly examples?: readonly unknown[];
  /** Shown by editors; who reads the value fills it in. */
  readonly default?: unknown;
  /** JSON Schema's `type` when more than text is fine: `tag: 3.20` is text to us, a number to an editor. */
  readonly type?: 'string' | readonly string[];
  readonly pattern?: string;
}

/** Text and whatever YAML reads as a boolean or number, since the author may leave out the quotes. */
export const anyScalar: readonly string[] = ['string', 'number', 'boolean'];

/** A text that a grammar of ours reads; the output is the grammar's value. */
export function text<T>(parse: (text: string) => Parsed<T>, words: Words) {
  return z.preprocess(
    asText,
    z
      .string()
      .meta({ ...words })
      .transform((value, context): T => {
        const parsed = parse(value);
        if (parsed.ok) return parsed.value;
        const { message, hint } = parsed.error;
        context.issues.push({ code: 'custom', input: value, message, params: { hint } });
        return z.NEVER;
      }),
  );
}

/** Booleans and numbers turn back into exactly what the file says: see `EditableValue`. */
function asText(value: unknown): unknown {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}

export function flag(words: Words) {
  return z.boolean().meta({ ...words });
}

export function wholeNumber(least: number, most: number, words: Words) {
  return z
    .int()
    .min(least)
    .max(most)
    .meta({ ...words });
}

export function choice<const T extends readonly [string, ...string[]]>(values: T, words: Words) {
  return z.enum(values).meta({ ...words });
}

export function listOf<T extends z.ZodType>(item: T, most: number, words: Words) {
  return z
    .array(item)
    .max(most)
    .meta({ ...words });
}

/** A list that may be left empty: its key with nothing behind it. */
export function listOrNothing<T extends z.ZodType>(item: T, most: number, words: Words) {
  return z.preprocess((value) => value ?? [], listOf(item, most, { ...words, type: ['array', 'null'] })).prefault([]);
}

/** A mapping whose keys the author chooses. */
export function mapOf<T extends z.ZodType>(parseKey: (text: string) => Parsed<string>, value: T, words: Words) {
  const key = z.string().superRefine((name, context) => {
    const parsed = parseKey(name);
    if (!parsed.ok)
      context.issues.push({ code: 'custom', input: name, message: parsed.error.message, params: { hint: parsed.error.hint } });
  });
  return z.record(key, value).meta({ ...words });
}

/** A mapping whose content is the author's own; it is carried along as it stands. */
export function freeMap(words: Words) {
  return z.record(z.string(), z.unknown()).meta({ ...words });
}

/** A mapping with these keys and no others, `x-*` aside: an unknown key is a mistake. */
export function strict<T extends z.ZodRawShape>(shape: T, words: Words) {
  return z.preprocess(withoutExtensions, z.strictObject(shape).meta({ ...words }));
}

/** A mapping that may be left out or left empty: then all of its keys have their defaults. */
export function section<T extends z.ZodRawShape>(shape: T, words: Words) {
  return z.preprocess((value) => value ?? {}, strict(shape, { ...words, type: ['object', 'null'] }));
}

/** Keys that begin with `x-` are the author's own, everywhere. */
export function isExtension(key: string): boolean {
  return key.startsWith('x-');
}

function withoutExtensions(value: unknown): unknown {
  if (!isEditableMap(value as EditableValue)) return value;
  const entries = Object.entries(value as Record<string, unknown>);
  return entries.some(([key]) => isExtension(key)) ? Object.fromEntries(entries.filter(([key]) => !isExtension(key))) : value;
}

/** The keys of the mapping that the schema expects at the path; empty where keys are the author's own. */
export function keysAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): readonly string[] {
  const found = schemaAt(schema, path);
  const bare = found && unwrap(found);
  return bare instanceof z.ZodObject ? Object.keys(bare.shape) : [];
}

function schemaAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): z.core.$ZodType | undefined {
  return path.reduce<z.core.$ZodType | undefined>((at, step) => at && child(at, step), schema);
}

function child(schema: z.core.$ZodType, step: PropertyKey): z.core.$ZodType | undefined {
  const bare = unwrap(schema);
  if (bare instanceof z.ZodObject) return (bare.shape as Record<PropertyKey, z.core.$ZodType>)[step];
  if (bare instanceof z.ZodArray) return bare.element;
  return bare instanceof z.ZodRecord ? bare.valueType : undefined;
}

/** The schema behind `optional`, `prefault` and what prepares or turns values around it. */
export function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodExactOptional || schema instanceof z.ZodPrefault)
    return unwrap(schema.def.innerType);
  if (!(schema instanceof z.ZodPipe)) return schema;
  return unwrap(schema.def.in instanceof z.ZodTransform ? schema.def.out : schema.def.in);
}

/** How a key may look, by the first example that its schema gives: `platforms: [linux/amd64, linux/arm64]`. */
export function exampleAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): string | undefined {
  const found = schemaAt(schema, path);
  const bare = found && unwrap(found);
  const examples = bare && z.globalRegistry.get(bare)?.['examples'];
  const example: unknown = Array.isArray(examples) ? examples[0] : bare instanceof z.ZodEnum ? bare.options[0] : undefined;
  return example === undefined ? undefined : `${String(path.at(-1))}: ${inOneLine(example)}`;
}

function inOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inOneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  return `{${Object.entries(value)
    .map(([key, item]) => `${key}: ${inOneLine(item)}`)
    .join(', ')}}`;
}
