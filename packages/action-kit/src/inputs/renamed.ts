import { error, warning, type Problem } from '@image-factory/core/problem';
import type { Given } from './names.ts';

/** Old names of inputs and the names that took their place. */
export interface Renames {
  /** Still read, with a warning; for one major version. */
  readonly renamed?: Readonly<Record<string, string>>;
  /** No longer read: an error that says what to write. */
  readonly removed?: Readonly<Record<string, string>>;
}

/**
 * The value of an input, also under its old name.
 *
 * A new name that holds its default counts as not given: the runner fills defaults in.
 */
export function valueUnder(name: string, given: Given, byDefault: string, { renamed = {} }: Renames): string | undefined {
  const value = given.get(name);
  if (value !== undefined && value !== byDefault) return value;
  const old = Object.keys(renamed).find((candidate) => renamed[candidate] === name && given.get(candidate) !== undefined);
  return old === undefined ? value : given.get(old);
}

/** What to say about old names in use. */
export function checkOldNames(given: Given, { renamed = {}, removed = {} }: Renames): Problem[] {
  const inUse = ([old]: readonly [string, string]): boolean => given.get(old) !== undefined;
  const warnings = Object.entries(renamed)
    .filter(inUse)
    .map(([old, name]) =>
      warning(
        'inputs/renamed',
        `Input \`${old}\` is now called \`${name}\`; the old name goes away with the next major version.`,
        rename(old, name),
      ),
    );
  const errors = Object.entries(removed)
    .filter(inUse)
    .map(([old, name]) => error('inputs/renamed', `Input \`${old}\` is no longer there: it is called \`${name}\`.`, rename(old, name)));
  return [...errors, ...warnings];
}

function rename(old: string, name: string): { hint: string } {
  return { hint: `Write \`${name}:\` in place of \`${old}:\` under \`with:\`.` };
}
