import inc from 'semver/functions/inc.js';
import rcompare from 'semver/functions/rcompare.js';
import valid from 'semver/functions/valid.js';

export type Bump = 'major' | 'minor' | 'patch';

/** Full versions only: `1.2.3` and `v1.2.3`, neither `1.2` nor `1.2.3-rc.1`. */
const full = /^v?[0-9]{1,16}\.[0-9]{1,16}\.[0-9]{1,16}$/;

/** A full semantic version, without its `v`; undefined for everything else. */
export function fullVersion(text: string): string | undefined {
  return full.test(text) ? (valid(text) ?? undefined) : undefined;
}

/**
 * The version behind the newest one, which keeps its `v`. A higher `start` is where the numbers go on.
 *
 * @returns undefined when the numbers can go no further, or `start` is no full version
 */
export function bumped(taken: readonly string[], bump: Bump, start: string): string | undefined {
  const first = fullVersion(start);
  if (first === undefined) return undefined;
  const newest = newestOf(taken);
  if (newest === undefined) return start;
  const next = fullVersion(inc(newest.replace(/^v/, ''), bump) ?? '');
  if (next === undefined) return undefined;
  const prefix = newest.startsWith('v') ? 'v' : '';
  return rcompare(next, first) <= 0 ? `${prefix}${next}` : start;
}

function newestOf(taken: readonly string[]): string | undefined {
  let newest: string | undefined;
  for (const text of taken) {
    if (fullVersion(text) === undefined) continue;
    const order = newest === undefined ? -1 : rcompare(text, newest);
    // Of the same version with and without a `v` it is the one without, in whatever order they come.
    if (order < 0 || (order === 0 && !text.startsWith('v'))) newest = text;
  }
  return newest;
}
