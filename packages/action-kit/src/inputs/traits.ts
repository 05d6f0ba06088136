import { z } from 'zod';

/** What we know of an input beyond its schema. */
export interface InputTraits {
  /** Never shown, and masked as it is read. */
  readonly secret?: boolean;
  /** The expression in action.yml that gives its value when a workflow does not. */
  readonly filledBy?: string;
}

const registry = z.registry<InputTraits>();

/** Gives traits to the schema itself; `.optional()`, `.default()` and the like around it keep them. */
export function withTraits<S extends z.ZodType>(schema: S, traits: InputTraits): S {
  registry.add(schema, traits);
  return schema;
}

export function traitsOf(schema: z.core.$ZodType): InputTraits {
  return layers(schema).reduce<InputTraits>((traits, layer) => ({ ...registry.get(layer), ...traits }), {});
}

/** A schema and what it wraps, outermost first. */
export function layers(schema: z.core.$ZodType): z.core.$ZodType[] {
  const found = [schema];
  for (let inner = wrapped(schema); inner !== undefined; inner = wrapped(inner)) found.push(inner);
  return found;
}

function wrapped(schema: z.core.$ZodType): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodPipe) return schema.in;
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodNonOptional) return schema.unwrap();
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodReadonly) return schema.unwrap();
  return undefined;
}
