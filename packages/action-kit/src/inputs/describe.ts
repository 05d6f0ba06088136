import { z } from 'zod';
import { toKebab } from './names.ts';
import { layers, traitsOf } from './traits.ts';

/** A strict object of inputs, with the names that code uses as keys. */
export type InputSchema = z.ZodObject<Readonly<Record<string, z.ZodType>>>;

/** An input the way action.yml declares it. No default is an empty one: the runner makes no difference. */
export interface InputDescription {
  readonly description: string;
  readonly required: boolean;
  readonly default: string;
}

/** What the schema reads, by the names of action.yml: what `readAction` finds there must be equal to it. */
export function describeInputs(schema: InputSchema): Record<string, InputDescription> {
  const entries = Object.entries(schema.shape).map(([key, field]) => [toKebab(key), describeInput(field)] as const);
  return Object.fromEntries(entries);
}

/** The names that action.yml must declare as outputs. */
export function describeOutputs(outputs: object): string[] {
  return Object.keys(outputs).map(toKebab);
}

export function describeInput(field: z.ZodType): InputDescription {
  const { filledBy } = traitsOf(field);
  return {
    description: descriptionOf(field),
    required: filledBy === undefined && !field.safeParse(undefined).success,
    default: filledBy ?? defaultOf(field),
  };
}

function descriptionOf(field: z.ZodType): string {
  for (const layer of layers(field)) {
    const description = z.globalRegistry.get(layer)?.description;
    if (description !== undefined) return description;
  }
  return '';
}

function defaultOf(field: z.ZodType): string {
  for (const layer of layers(field)) {
    if (layer instanceof z.ZodDefault || layer instanceof z.ZodPrefault) return writeDefault(layer.def.defaultValue);
  }
  return '';
}

/** A default as action.yml spells it: lists have a value per line. */
function writeDefault(value: unknown): string {
  if (Array.isArray(value)) return value.map(writeDefault).join('\n');
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new TypeError('The default of an input is text, a number, a flag, or a list of these.');
}
