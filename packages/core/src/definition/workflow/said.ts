import type { Hole } from './outcome.ts';

/** One value of an input. */
export interface SaidValue {
  /** Of an argument or context: its name. */
  readonly key?: string;
  readonly value: string | Hole;
  /** As it stands in the file. */
  readonly written: string;
  readonly line: number;
}

/** What an input says; without values when it is there but empty. */
export interface Said {
  readonly line: number;
  readonly values: readonly SaidValue[];
}

/** What a step says, by field. What it does not mention is not there. */
export type Draft<Name extends string> = ReadonlyMap<Name, Said>;

/**
 * Puts together what a step says in several circumstances.
 *
 * @param lists - fields of which every value counts, wherever it is said; in all others the circumstances must agree
 * @param why - why a value in which they do not agree is unknown
 */
export function combineDrafts<Name extends string>(drafts: readonly Draft<Name>[], lists: ReadonlySet<Name>, why: string): Draft<Name> {
  const [first, ...others] = drafts;
  if (first === undefined || others.length === 0) return first ?? new Map();
  const names = new Set(drafts.flatMap((draft) => [...draft.keys()]));
  return new Map(
    [...names].map((name) => [
      name,
      combine(
        drafts.map((draft) => draft.get(name)),
        lists.has(name),
        why,
      ),
    ]),
  );
}

function combine(all: readonly (Said | undefined)[], list: boolean, why: string): Said {
  const said = all.filter((one) => one !== undefined);
  const line = said[0]?.line ?? 1;
  if (list) return { line, values: distinct(said.flatMap(({ values }) => values)) };
  // Values belong together by their name, or by their place in a list without names.
  const slots = new Map<string, SaidValue[]>();
  for (const { values } of said) {
    for (const [index, value] of values.entries()) {
      const slot = value.key === undefined ? `#${index}` : `=${value.key}`;
      const found = slots.get(slot);
      if (found === undefined) slots.set(slot, [value]);
      else found.push(value);
    }
  }
  const values = [...slots.values()].flatMap((found): SaidValue[] => {
    const [one] = found;
    if (one === undefined) return [];
    const agree = found.length === all.length && found.every(({ value }) => isSame(value, one.value));
    return [agree ? one : { ...one, value: { why: whyOf(found) ?? why } }];
  });
  return { line, values };
}

function whyOf(values: readonly SaidValue[]): string | undefined {
  for (const { value } of values) if (typeof value !== 'string') return value.why;
  return undefined;
}

function distinct(values: readonly SaidValue[]): readonly SaidValue[] {
  const seen = new Map<string, SaidValue>();
  for (const value of values) {
    const id = typeof value.value === 'string' ? `=${value.value}` : `?${value.line} ${value.value.why}`;
    if (!seen.has(id)) seen.set(id, value);
  }
  return [...seen.values()];
}

function isSame(a: string | Hole, b: string | Hole): boolean {
  return typeof a === 'string' || typeof b === 'string' ? a === b : a.why === b.why;
}
