import { z } from 'zod';

const List = z.array(z.unknown()).default([]);
const Names = z.record(z.string(), z.unknown()).default({});

/** What is looked for in a definition before a build; the rest is BuildKit's to read. */
const Target = z.looseObject({
  args: Names,
  annotations: List,
  attest: List,
  contexts: Names,
  platforms: z.array(z.string()).default([]),
  secret: List,
  'cache-from': List,
  'cache-to': List,
  output: List,
});
const Definition = z.looseObject({ target: z.record(z.string(), Target).default({}) });

export type BakeTarget = z.infer<typeof Target>;

/** @returns undefined for what is no bake file in JSON; of several targets each */
export function readDefinition(text: string): readonly BakeTarget[] | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const read = Definition.safeParse(json);
  return read.success ? Object.values(read.data.target) : undefined;
}

/** An attribute of an entry that is written as an object: `{"type": "gha"}`. */
export function attribute(entry: unknown, key: string): unknown {
  return isObject(entry) && Object.hasOwn(entry, key) ? entry[key] : undefined;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The variables that secrets come from. */
export function secretVariables(targets: readonly BakeTarget[]): readonly { readonly id: string; readonly variable: string }[] {
  return targets
    .flatMap(({ secret }) => secret)
    .flatMap((entry) => {
      const [id, variable] = [attribute(entry, 'id'), attribute(entry, 'env')];
      return typeof id === 'string' && typeof variable === 'string' ? [{ id, variable }] : [];
    });
}

export function usesGithubCache(targets: readonly BakeTarget[]): boolean {
  return targets.some((target) => [...target['cache-from'], ...target['cache-to']].some((entry) => attribute(entry, 'type') === 'gha'));
}
