import type { ImageName } from '../enrollment/index.ts';
import type { Digest } from '../reference/index.ts';
import { sha256Hex, type Brand } from '../text/index.ts';

/** Identity of one rebuild's inputs: 32 lower-case hex digits. Fits into a tag, a label and the name of a run. */
export type RebuildKey = Brand<string, 'RebuildKey'>;

export interface RebuildKeyInput {
  readonly image: ImageName;
  /** What the published tag points to and the rebuild is to replace; undefined when nothing is published. */
  readonly replaces: Digest | undefined;
  /** @see definitionFingerprint */
  readonly definition: string;
  /** The wanted digest of each base, by the base's key and platform. */
  readonly bases: ReadonlyMap<string, ReadonlyMap<string, Digest>>;
  /** Advisories, or a person's request, that ask for a rebuild although its inputs are the same; a set. */
  readonly epoch?: readonly string[];
}

/**
 * The key of a rebuild (SPEC section 7, point 7): the same for the same inputs, whoever computes it and in whatever order
 * they come. The reason and the source commit are no part of it.
 */
export function rebuildKey({ image, replaces, definition, bases, epoch = [] }: RebuildKeyInput): RebuildKey {
  const wanted = sortedEntries(bases).map(([base, digests]) => [base, sortedEntries(digests)]);
  const advisories = [...new Set(epoch)].toSorted(compare);
  return sha256Hex(JSON.stringify(['rebuild/1', image, replaces ?? null, definition, wanted, advisories])).slice(0, 32) as RebuildKey;
}

/** Reads a key that was written before; what is no key is undefined. */
export function parseRebuildKey(text: string): RebuildKey | undefined {
  return /^[0-9a-f]{32}$/.test(text) ? (text as RebuildKey) : undefined;
}

export interface DefinitionInput {
  /** The id of the Dockerfile's blob, or the hash of its text. */
  readonly dockerfile: string;
  readonly target?: string;
  readonly args?: Readonly<Record<string, string>>;
  readonly contexts?: Readonly<Record<string, string>>;
  /** A set. */
  readonly platforms?: readonly string[];
}

/** What tells one definition of a build from another (SPEC section 7, point 7): 64 lower-case hex digits. */
export function definitionFingerprint({ dockerfile, target, args = {}, contexts = {}, platforms = [] }: DefinitionInput): string {
  const entries = (record: Readonly<Record<string, string>>) => sortedEntries(new Map(Object.entries(record)));
  const built = [...new Set(platforms)].toSorted(compare);
  return sha256Hex(JSON.stringify(['definition/1', dockerfile, target ?? null, entries(args), entries(contexts), built]));
}

function sortedEntries<V>(map: ReadonlyMap<string, V>): [string, V][] {
  return [...map].toSorted(([a], [b]) => compare(a, b));
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
