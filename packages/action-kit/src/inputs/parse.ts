import { warning, type Problem } from '@image-factory/core/problem';
import { show, suggest } from '@image-factory/core/text';
import type { z } from 'zod';
import { describeInputs, type InputSchema } from './describe.ts';
import { givenInputs, toKebab, type Env, type Given } from './names.ts';
import { refuseInput } from './refuse.ts';
import { checkOldNames, valueUnder, type Renames } from './renamed.ts';
import { traitsOf } from './traits.ts';

/** The inputs, unless one of them can not be used; and everything there is to say about them. */
export interface ParsedInputs<S extends InputSchema> {
  readonly value: z.output<S> | undefined;
  readonly problems: readonly Problem[];
  /** Values of secrets, usable or not. */
  readonly secrets: readonly string[];
}

/** Reads all inputs at once, from the variables that the runner sets. An empty input is one that was not given. */
export function parseInputs<S extends InputSchema>(schema: S, env: Env, renames: Renames = {}): ParsedInputs<S> {
  const given = givenInputs(env);
  const values = valuesFor(schema, given, renames);
  const parsed = schema.safeParse(values);
  const refusals = parsed.success ? [] : refuseAll(schema, values, parsed.error.issues);
  return {
    value: parsed.data,
    problems: [...refusals, ...checkOldNames(given, renames), ...unknownInputs(schema, given, renames)],
    secrets: Object.entries(schema.shape).flatMap(([key, field]) => (traitsOf(field).secret === true ? (values[key] ?? []) : [])),
  };
}

type Values = Readonly<Record<string, string | undefined>>;

function valuesFor(schema: InputSchema, given: Given, renames: Renames): Values {
  const described = describeInputs(schema);
  const entries = Object.keys(schema.shape).map((key) => {
    const name = toKebab(key);
    return [key, valueUnder(name, given, described[name]?.default ?? '', renames)] as const;
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** One problem per input: the first is the one to solve. */
function refuseAll(schema: InputSchema, values: Values, issues: readonly z.core.$ZodIssue[]): Problem[] {
  return Object.entries(schema.shape).flatMap(([key, field]) => {
    const issue = issues.find(({ path }) => path[0] === key);
    return issue === undefined ? [] : [refuseInput({ name: toKebab(key), field, value: values[key], issue })];
  });
}

function unknownInputs(schema: InputSchema, given: Given, { renamed = {}, removed = {} }: Renames): Problem[] {
  const known = Object.keys(schema.shape).map(toKebab);
  const accepted = new Set([...known, ...Object.keys(renamed), ...Object.keys(removed)]);
  return given.names
    .filter((name) => !accepted.has(name))
    .map((name) => {
      const meant = suggest(name, known);
      const hint =
        meant === undefined ? `Inputs of this action: ${known.map((one) => `\`${one}\``).join(', ')}.` : `Did you mean \`${meant}\`?`;
      return warning('inputs/unknown', `${show(name)} is not an input of this action; it was ignored.`, { hint });
    });
}
