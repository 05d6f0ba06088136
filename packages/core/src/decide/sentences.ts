import { formatTime } from '../text/index.ts';
import type { BaseFreshness, Move } from './types.ts';

const most = 3;

/** What moved, as the beginning of a sentence. */
export function describeMoves(bases: readonly BaseFreshness[]): string {
  const told = bases.flatMap(({ reference, freshness }) =>
    freshness.kind === 'changed'
      ? [`${reference} moved (${describePlatforms(freshness.moves)}), first seen ${formatTime(freshness.since)}`]
      : [],
  );
  return listed(told);
}

function describePlatforms(moves: readonly Move[]): string {
  return listed(moves.map(({ platform, from, to }) => `${platform} ${shortDigest(from)} → ${shortDigest(to)}`));
}

/** Joined for a sentence; of many the first ones. */
export function listed(items: readonly string[]): string {
  const shown = items.slice(0, most);
  const rest = items.length - shown.length;
  return rest > 0 ? `${shown.join('; ')}; and ${rest} more` : shown.join('; ');
}

/** Enough of a digest for people to tell two apart. */
export function shortDigest(digest: string): string {
  const colon = digest.indexOf(':');
  return digest.slice(0, colon + 13);
}
