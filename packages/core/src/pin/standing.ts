import type { BaseFreshness, FreshnessReader, Move } from '../decide/index.ts';
import type { Platform } from '../dockerfile/index.ts';
import type { ManagedImage } from '../enrollment/index.ts';
import type { Dependency } from '../graph/index.ts';
import { newest, seenOf, wasSeen, type LookUp } from '../observe/index.ts';
import { parseDigest, type Digest } from '../reference/index.ts';
import { textField } from '../state/index.ts';
import type { YamlMap } from '../yaml/index.ts';
import { contentsIn, sameFor, type Contents, type PlatformDigests } from './contents.ts';

/** A pin, and what is known of its base. */
export interface PinToDecide {
  readonly image: ManagedImage;
  /** The base: its reference without the digest. */
  readonly base: Dependency;
  readonly digest: Digest;
  /** The platforms that the pinned image has to be there for. */
  readonly platforms: readonly Platform[];
  /** State of the base. */
  readonly state: YamlMap | undefined;
  /** What a registry says of the tag, and of the pinned digest; undefined where nobody asked. */
  readonly asked?: { readonly tag?: LookUp; readonly digest?: LookUp };
}

/** How a pin stands to what was seen under its tag. */
export type PinStanding =
  | { readonly kind: 'current'; readonly why: string }
  | { readonly kind: 'unknown'; readonly why: string }
  | {
      readonly kind: 'changed';
      readonly base: BaseFreshness;
      readonly since: Date;
      readonly moves: readonly Move[];
      /** When the delay is over. */
      readonly eligibleAt: Date;
      readonly settledAt: Date;
      /** What the pin is to be moved to: settled for all platforms; undefined while nothing new is. */
      readonly to: Digest | undefined;
    };

/** Whether state alone does not tell how a pin stands, so that a registry has to be asked. */
export function needsRegistry({ base, digest, platforms, state = new Map() }: PinToDecide): boolean {
  if (parseDigest(textField(state, 'currentDigest') ?? '') === digest && base.kind === 'watched') return false;
  const contents = contentsIn(state);
  const content = contentOf(digest, contents, platforms);
  return content === undefined || !isSeen(state, content, platforms);
}

/** What the pinned digest holds, by platform, as far as state or the registry tell. */
export function contentOfPin({ digest, platforms, state = new Map(), asked }: PinToDecide): PlatformDigests | undefined {
  return contentOf(digest, contentsIn(state), platforms) ?? foundIn(asked?.digest, digest, platforms);
}

/**
 * How a pin stands (SPEC section 7, points 1 to 3): by platform, and by our own times of first sight. What the pin holds is
 * said by what was seen, or else by the registry. A digest that was never seen under the tag may be older than our watch or
 * newer: only when the registry still has under the tag what was seen last, the pin is behind it.
 */
export function standingOf(pin: PinToDecide, reader: FreshnessReader): PinStanding {
  const { image, base, digest, platforms, state = new Map(), asked } = pin;
  const { tag } = asked ?? {};
  if (base.kind === 'watched' && parseDigest(textField(state, 'currentDigest') ?? '') === digest) return current;
  if (tag?.kind === 'found' && tag.digest === digest) return current;
  const contents = contentsIn(state);
  const content = contentOfPin(pin);
  if (content === undefined) return unknown(`nobody knows what the pinned digest holds${because(asked?.digest)}`);
  if (!isSeen(state, content, platforms)) {
    if (tag?.kind !== 'found') return unknown(`the pinned digest was never seen under the tag${because(tag)}`);
    if (!sameFor(platforms, tag.platforms, latestIn(state, platforms)))
      return unknown('what stands under the tag now has not been recorded yet');
  }
  const found = reader.of(base, { evidence: 'report', platforms: content }, platforms);
  const { freshness } = found;
  if (freshness.kind === 'unknown') return unknown(freshness.why);
  if (freshness.kind !== 'changed') return current;
  const { since, moves } = freshness;
  const eligibleAt = new Date(since.getTime() + (base.kind === 'managed' ? 0 : image.rebuildDelay.milliseconds));
  const isNews = found.hold === undefined && moves.some(({ platform, from }) => (found.wanted.get(platform) ?? from) !== from);
  const to = isNews ? digestFor(found.wanted, pin, contents) : undefined;
  return { kind: 'changed', base: found, since, moves, eligibleAt, settledAt: found.settledAt ?? eligibleAt, to };
}

const current: PinStanding = { kind: 'current', why: 'The pin is what stands under the tag.' };

function unknown(why: string): PinStanding {
  return { kind: 'unknown', why };
}

function because(lookUp: LookUp | undefined): string {
  return lookUp === undefined || lookUp.kind === 'found' ? '' : `, and ${lookUp.why}`;
}

/** What a digest holds, as far as the state knows: an index, or the one manifest of one platform. */
function contentOf(digest: Digest, { indexes, platformOf }: Contents, platforms: readonly Platform[]): PlatformDigests | undefined {
  const index = indexes.find(([known, content]) => known === digest && platforms.every((platform) => content.has(platform)));
  if (index !== undefined) return index[1];
  const platform = platformOf(digest);
  return platform !== undefined && platforms.length === 1 && platforms[0] === platform ? new Map([[platform, digest]]) : undefined;
}

function foundIn(lookUp: LookUp | undefined, digest: Digest, platforms: readonly Platform[]): PlatformDigests | undefined {
  if (lookUp?.kind !== 'found' || lookUp.digest !== digest) return undefined;
  return platforms.every((platform) => lookUp.platforms.has(platform)) ? lookUp.platforms : undefined;
}

function isSeen(state: YamlMap, content: PlatformDigests, platforms: readonly Platform[]): boolean {
  const seen = seenOf(state);
  return platforms.every((platform) => {
    const digest = content.get(platform);
    return digest !== undefined && wasSeen(seen.get(platform) ?? [], new Set([digest]));
  });
}

function latestIn(state: YamlMap, platforms: readonly Platform[]): PlatformDigests {
  const seen = seenOf(state);
  return new Map(
    platforms.flatMap((platform) => {
      const last = newest(seen.get(platform) ?? []);
      return last === undefined ? [] : [[platform, last.digest] as const];
    }),
  );
}

/** The digest to write for what has settled: the newest index that holds it, or the manifest itself where one was pinned. */
function digestFor(settled: PlatformDigests, { digest, platforms, asked }: PinToDecide, contents: Contents): Digest | undefined {
  const [only] = platforms;
  const isIndex = contents.indexes.some(([known]) => known === digest);
  if (!isIndex && only !== undefined && platforms.length === 1 && contents.platformOf(digest) === only) return settled.get(only);
  const { tag } = asked ?? {};
  if (tag?.kind === 'found' && sameFor(platforms, tag.platforms, settled)) return tag.digest;
  return contents.indexes.find(([, content]) => sameFor(platforms, content, settled))?.[0];
}
