import type { Platform } from '../dockerfile/index.ts';
import { familiarReference, type Digest, type ImageReference } from '../reference/index.ts';
import { formatTime } from '../text/index.ts';
import type { CheckFailure } from './standing.ts';

/** One thing that a look-up told anew. */
export interface News {
  readonly kind:
    /** Nothing had been seen of it before. */
    | 'first-seen'
    /** A platform that something is built for has another digest. */
    | 'moved'
    /** The index is another one; for the platforms that something is built for it holds what it held. */
    | 'churn'
    /** Platforms are there for the first time. */
    | 'platforms-added'
    /** Platforms that were there are not there now. */
    | 'platforms-gone'
    /** Platforms are there again. */
    | 'platforms-back'
    /** The first failed look-up in a row, or one that failed in another way than the one before. */
    | 'failing'
    /** The first good look-up after failed ones. */
    | 'answers-again';
  /** The platforms that it is about, ordered; none where it is about no platform. */
  readonly platforms: readonly Platform[];
  /** One sentence. */
  readonly why: string;
}

/** What changed for the platforms of a reference. */
export interface Movement {
  readonly reference: ImageReference;
  readonly from: Digest | undefined;
  readonly to: Digest;
  /** Seen for the first time. */
  readonly fresh: readonly Platform[];
  /** Another digest than before, of platforms that something is built for. */
  readonly moved: readonly Platform[];
  /** The same of platforms that nothing is built for. */
  readonly aside: readonly Platform[];
  readonly gone: readonly Platform[];
  readonly back: readonly Platform[];
  /** Whether anything had been seen before. */
  readonly isKnown: boolean;
  /** Whether the reference points to something else. */
  readonly isOther: boolean;
}

/** The news of a movement, the most important first; none when everything is as it was. */
export function newsOf(movement: Movement): News[] {
  const { reference, from, to, fresh, moved, aside, gone, back, isKnown, isOther } = movement;
  const name = familiarReference(reference);
  const news: News[] = [];
  const tell = (kind: News['kind'], platforms: readonly Platform[], why: string): void => {
    news.push({ kind, platforms, why: `${name} ${why}.` });
  };
  const points = from === undefined || from === to ? `is ${shortDigest(to)}` : `moved from ${shortDigest(from)} to ${shortDigest(to)}`;
  if (!isKnown) {
    if (isOther || fresh.length > 0)
      tell('first-seen', fresh, `was seen for the first time: ${shortDigest(to)} for ${platformList(fresh)}`);
  } else {
    if (moved.length > 0) tell('moved', moved, `${points}, new for ${platformList(moved)}`);
    else if (isOther || aside.length > 0) tell('churn', aside, `${points}; for the platforms that are built for nothing changed`);
    if (fresh.length > 0) tell('platforms-added', fresh, `is there for ${platformList(fresh)} now`);
  }
  if (gone.length > 0) tell('platforms-gone', gone, `is not there for ${platformList(gone)} any more`);
  if (back.length > 0) tell('platforms-back', back, `is there for ${platformList(back)} again`);
  return news;
}

export function failureNews(reference: ImageReference, { since, message }: CheckFailure): News {
  return {
    kind: 'failing',
    platforms: [],
    why: `${familiarReference(reference)} could not be looked up since ${formatTime(since)}: ${message}.`,
  };
}

export function recoveryNews(reference: ImageReference, { since }: CheckFailure): News {
  return {
    kind: 'answers-again',
    platforms: [],
    why: `${familiarReference(reference)} can be looked up again; it failed since ${formatTime(since)}.`,
  };
}

/** `linux/amd64, linux/arm64 and linux/s390x` */
export function platformList(platforms: readonly Platform[]): string {
  if (platforms.length === 0) return 'no platform';
  const [last = '', ...others] = platforms.toReversed();
  return others.length === 0 ? last : `${others.toReversed().join(', ')} and ${last}`;
}

/** Enough of a digest for people to compare. */
function shortDigest(digest: Digest): string {
  return digest.slice(0, digest.indexOf(':') + 13);
}
