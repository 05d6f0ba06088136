import type { Parsed } from '../enrollment/index.ts';
import { baseKey } from '../reference/index.ts';
import { ok, sha256Hex, show } from '../text/index.ts';
import { identityInState } from './base-state.ts';
import type { StateSnapshot } from './read.ts';
import { listField } from './view.ts';

/** One part of the images, for a run that shares the work with others. */
export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly of: number;
}

const mostShards = 1000;

/** Reads `2/5`: the second of five shards. */
export function parseShard(text: string): Parsed<Shard> {
  const [, index, of] = /^([0-9]{1,4})\/([0-9]{1,4})$/.exec(text) ?? [];
  const shard = { index: Number(index), of: Number(of) };
  if (shard.index >= 1 && shard.index <= shard.of && shard.of <= mostShards) return ok(shard);
  return {
    ok: false,
    error: {
      message: `${show(text)} is no shard: a number from 1, \`/\`, and how many there are (at most ${mostShards}).`,
      hint: 'For example `2/5`, in a matrix of the jobs 1 to 5.',
    },
  };
}

/** Whether an image belongs to a shard. That depends on its name alone: other images come and go. */
export function isInShard(name: string, { index, of }: Shard): boolean {
  return Number.parseInt(sha256Hex(name).slice(0, 8), 16) % of === index - 1;
}

/**
 * Whether runs that each write a part of a state come to the same as one that writes all of it, in whatever order. Not so
 * while files of the first implementation are to be renamed, or an archived state stands in the way of one that is in
 * use: then a run looks at everything, once, and what it leaves can be shared.
 */
export function canBeShared({ images, bases, archivedBases }: StateSnapshot): boolean {
  for (const [stem, state] of bases) {
    const identity = identityInState(state);
    if (identity === undefined || baseKey(identity) !== stem || !state.has('schemaVersion') || archivedBases.has(stem)) return false;
  }
  for (const state of images.values()) {
    if (listField(state, 'baseImages').length > 0 && !state.has('baseImageDetails')) return false;
  }
  return true;
}
