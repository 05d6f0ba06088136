import type { Platform } from '../dockerfile/index.ts';
import type { BuiltBase, Evidence } from '../decide/index.ts';
import type { Digest } from '../reference/index.ts';

/** The best evidence has the lowest rank. */
export const rank = { report: 0, provenance: 1, labels: 2, layers: 3, assumed: 4 } as const satisfies Readonly<Record<Evidence, number>>;

/**
 * Whether it is worth to look for evidence of a kind.
 *
 * @param current - what is known of the same published digest
 * @param platforms - that the image is built for; where one of them is unknown, any evidence helps;
 *   an assumption only beside another one
 */
export function needsBetter(current: BuiltBase | undefined, found: Evidence, platforms: readonly Platform[] = []): boolean {
  if (current === undefined) return true;
  if (!isWhole(current, platforms)) return found !== 'assumed' || current.evidence === 'assumed';
  return rank[found] < rank[current.evidence];
}

/** What a published image was built from, and which image that is: undefined before any is published. */
export interface Known {
  readonly published?: Digest;
  readonly bases: ReadonlyMap<string, BuiltBase>;
}

/**
 * What is known after a look for evidence. It never gets worse: a registry that fails today takes nothing away, and another
 * look at the same things changes nothing. A new published digest starts anew.
 */
export function keepBest(before: Known, found: Known, platforms: readonly Platform[]): ReadonlyMap<string, BuiltBase> {
  if (before.published === undefined || before.published !== found.published) return found.bases;
  const bases = new Map(before.bases);
  for (const [name, base] of found.bases) bases.set(name, better(before.bases.get(name), base, platforms));
  return bases;
}

function better(current: BuiltBase | undefined, found: BuiltBase, platforms: readonly Platform[]): BuiltBase {
  if (current === undefined) return found;
  if (current.evidence === 'assumed' && found.evidence !== 'assumed') return found;
  if (found.evidence === 'assumed' && current.evidence !== 'assumed') return current;
  const isBetter = rank[found.evidence] < rank[current.evidence];
  if (isBetter && isWhole(found, [...platforms, ...current.platforms.keys()])) return found;
  return isWhole(current, platforms) ? current : filled(current, found);
}

/** With the platforms that are missing. A base has the kind of its weakest part. */
function filled(current: BuiltBase, found: BuiltBase): BuiltBase {
  const missing = [...found.platforms].filter(([platform]) => !current.platforms.has(platform));
  if (missing.length === 0) return current;
  const evidence = rank[found.evidence] > rank[current.evidence] ? found.evidence : current.evidence;
  return { evidence, platforms: new Map([...current.platforms, ...missing]) };
}

function isWhole({ platforms }: BuiltBase, wanted: readonly Platform[]): boolean {
  return wanted.every((platform) => platforms.has(platform));
}
