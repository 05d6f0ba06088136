import type { ApiObject } from '@image-factory/testkit';
import fc from 'fast-check';

type Json = unknown;

/** Something that a person could get wrong in an object: one place of it, otherwise than it was. */
export interface Mutant {
  readonly object: ApiObject;
  /** `spec.requestedFreight[0].sources: dropped` */
  readonly change: string;
}

const others: readonly Json[] = [
  '',
  'x',
  '7d',
  '1h',
  'step-1',
  'A_b.',
  1,
  0,
  -1,
  true,
  false,
  [],
  {},
  [''],
  { x: 'y' },
  ['x'],
  '1.10',
  null,
];

type Change = { readonly kind: 'drop' | 'rename' | 'add' | 'double' } | { readonly kind: 'replace'; readonly by: Json };

const anyChange: fc.Arbitrary<Change> = fc.oneof(
  fc.constantFrom<Change>({ kind: 'drop' }, { kind: 'rename' }, { kind: 'add' }, { kind: 'double' }),
  fc.constantFrom(...others).map((by): Change => ({ kind: 'replace', by })),
);

/** @param seed - the same gives the same mutants */
export function mutantsOf(objects: readonly ApiObject[], count: number, seed: number): Mutant[] {
  const anyMutant = fc.tuple(fc.nat(), fc.nat(), anyChange);
  return fc.sample(anyMutant, { numRuns: count, seed }).flatMap(([which, where, change]) => {
    const object = objects[which % objects.length];
    if (object === undefined) return [];
    const places = placesIn(object['spec'], ['spec']);
    const path = places[where % places.length] ?? ['spec'];
    const copy = structuredClone(object);
    const done = apply(copy, path, change);
    return done === undefined ? [] : [{ object: copy, change: `${object.kind} ${path.join('.')}: ${done}` }];
  });
}

function placesIn(value: Json, path: readonly (string | number)[]): (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inner = Array.isArray(value) ? value.map((item, index) => [index, item] as const) : Object.entries(value);
  return [path, ...inner.flatMap(([key, item]) => placesIn(item, [...path, key]))];
}

/** @returns what was done; undefined when it does not go there */
function apply(object: ApiObject, path: readonly (string | number)[], change: Change): string | undefined {
  const key = path.at(-1) ?? '';
  const parent: Json = path.slice(0, -1).reduce<Json>((part, step) => (part as Readonly<Record<string | number, Json>>)[step], object);
  if (Array.isArray(parent)) {
    const index = Number(key);
    if (change.kind === 'drop') parent.splice(index, 1);
    else if (change.kind === 'double') parent.push(structuredClone(parent[index]));
    else if (change.kind === 'replace') parent[index] = change.by;
    else return undefined;
    return describe(change);
  }
  const fields = parent as Record<string, Json>;
  const value = fields[key];
  switch (change.kind) {
    case 'drop':
      delete fields[key];
      break;
    case 'rename':
      delete fields[key];
      fields[`${key}s`] = value;
      break;
    case 'add':
      fields['extra'] = 'x';
      break;
    case 'double':
      return undefined;
    case 'replace':
      fields[key] = change.by;
  }
  return describe(change);
}

function describe(change: Change): string {
  return change.kind === 'replace' ? `replaced by ${JSON.stringify(change.by)}` : change.kind;
}
