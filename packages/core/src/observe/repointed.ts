import type { Tag } from '../reference/index.ts';

/**
 * How loud it is told that a tag was re-pointed (SPEC section 7): `quiet` for tags that are meant to move (`22`, `22.1`,
 * `bookworm`); `notice` for a full version (`22.1.3`), which publishers build anew now and then; `warning` for a tag that
 * names one build: a fourth number or a revision (`1.2.3-4`, `1.2.3-r1`), a date, a commit, or a full version on a full
 * version (`1.2.3-alpine3.20.1`).
 */
export type Loudness = 'quiet' | 'notice' | 'warning';

export function loudnessOf(tag: Tag): Loudness {
  const words = tag.toLowerCase().split(/[-_]/);
  const versions = words.map(countNumbers).filter((numbers) => numbers >= 3);
  if (words.some(isDate) || isCommit(words)) return 'warning';
  if (versions.length === 0) return isDateInParts(words) ? 'warning' : 'quiet';
  const hasRevision = countNumbers(words[0] ?? '') >= 3 && words.slice(1).some((word) => /^(?:r|build\.?)?[0-9]+$/.test(word));
  return versions.length > 1 || hasRevision || versions.some((numbers) => numbers > 3) ? 'warning' : 'notice';
}

/** How many numbers between dots a word ends in, if it is a version: `v1.2.3` and `alpine3.20.1` have three. */
function countNumbers(word: string): number {
  const version = /^[a-z]*([0-9]+(?:\.[0-9]+)*)$/.exec(word)?.[1];
  return version === undefined ? 0 : version.split('.').length;
}

/** `20261121`, also with a time behind it, or `2026.11.21`. */
function isDate(word: string): boolean {
  const day = /^(?:19|20)[0-9]{2}\.?(?:0[1-9]|1[0-2])\.?(?:0[1-9]|[12][0-9]|3[01])(?:t?[0-9]{2,6}z?|\.[0-9]{1,6})?$/;
  return day.test(word);
}

/** `2026-11-21` */
function isDateInParts(words: readonly string[]): boolean {
  return words.some((_, index) => words.slice(index, index + 3).length === 3 && isDate(words.slice(index, index + 3).join('.')));
}

/** `sha-0a1b2c3`, `git-0a1b2c3`, or a whole commit id. */
function isCommit(words: readonly string[]): boolean {
  return words.some(
    (word, index) =>
      /^[0-9a-f]{40}$/.test(word) || (/^[0-9a-f]{7,40}$/.test(word) && /^(?:sha|git|commit|g)$/.test(words[index - 1] ?? '')),
  );
}
