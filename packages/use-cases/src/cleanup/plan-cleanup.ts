import type { Enrollment, RepoPath } from '@image-factory/core/enrollment';
import {
  boundedHistory,
  exceedsHistory,
  mapField,
  maxHistory,
  prunedSeen,
  renderState,
  statePath,
  textField,
  type StatePlace,
  type StateSnapshot,
} from '@image-factory/core/state';
import { formatTime } from '@image-factory/core/text';
import type { YamlMap } from '@image-factory/core/yaml';
import { entityOf } from '../fsck/check-others.ts';
import type { OtherFile } from '../fsck/draft.ts';
import { pathIn, type Layout } from '../layout.ts';
import type { FileChange } from '../ports.ts';
import { neededBy, type Needs } from './needed.ts';

/** Something that grows, and what becomes of it. */
export interface CleanupItem {
  readonly kind: 'archived image' | 'archived base image' | 'quarantine' | 'history' | 'seen';
  readonly path: RepoPath;
  /** Since when it is there, as far as that is known. */
  readonly since?: string;
  readonly action: 'keep' | 'remove' | 'shorten';
  readonly why: string;
}

export interface CleanupInput {
  readonly layout: Layout;
  readonly enrollment?: Enrollment;
  readonly state: StateSnapshot;
  /** Whether every state file could be read: what nobody can read may need anything. */
  readonly complete: boolean;
  readonly aside: readonly OtherFile[];
  /** What is older may go; absent: nothing goes, everything is listed. */
  readonly before?: Date;
}

export interface CleanupPlan {
  readonly items: readonly CleanupItem[];
  readonly changes: readonly FileChange[];
}

/**
 * What may go from a state folder, and what stays although it is old: a pure function. What the clock of any image that
 * is kept still needs never goes, and neither does anything while a state file can't be read.
 */
export function planCleanup(input: CleanupInput): CleanupPlan {
  const { state } = input;
  const images = pruneImages(input);
  const kept = [...state.archivedImages].filter(([stem]) => !images.gone.has(stem)).map(([, each]) => each);
  const needs = neededBy([...state.images.values(), ...kept]);
  const parts = [images, pruneBases(input, needs), pruneAside(input), shorten(input, needs)];
  return { items: parts.flatMap(({ items }) => items), changes: parts.flatMap(({ changes }) => changes) };
}

function pruneImages({ layout, enrollment, state, complete, before }: CleanupInput): CleanupPlan & { readonly gone: ReadonlySet<string> } {
  const needs = neededBy(state.images.values());
  const gone = new Set<string>();
  const items = [...state.archivedImages].map(([stem, archived]): CleanupItem => {
    const name = textField(archived, 'name') ?? stem;
    const reason =
      keptAnyway(complete, before, archived) ??
      (enrollment?.complete === true ? undefined : 'which images are enrolled is not known') ??
      ([...(enrollment?.images.keys() ?? []), ...(enrollment?.unusable ?? [])].some((each) => each === name || each === stem)
        ? 'it is enrolled'
        : undefined) ??
      (needs.has(name) || needs.has(stem) ? 'an image is built from it' : undefined);
    if (reason === undefined) gone.add(stem);
    return item('archived image', layout, { shelf: 'archivedImages', stem }, archived, reason);
  });
  return { items, changes: removals(items), gone };
}

function pruneBases({ layout, state, complete, before }: CleanupInput, needs: Needs): CleanupPlan {
  const items = [...state.archivedBases].map(([stem, archived]) => {
    const name = textField(archived, 'name') ?? stem;
    const needed = needs.has(name) || needs.has(stem) ? 'the state of an image names it' : undefined;
    return item(
      'archived base image',
      layout,
      { shelf: 'archivedBases', stem },
      archived,
      keptAnyway(complete, before, archived) ?? needed,
    );
  });
  return { items, changes: removals(items) };
}

function keptAnyway(complete: boolean, before: Date | undefined, archived: YamlMap): string | undefined {
  if (before === undefined) return 'nothing is removed without --older-than';
  if (!complete) return 'a state file can not be read, so nobody knows who needs it';
  const at = archivedAt(archived);
  if (at === undefined) return 'it does not say since when it is in the archive';
  return at < formatTime(before) ? undefined : 'it is not old enough';
}

function archivedAt(archived: YamlMap): string | undefined {
  const at = textField(mapField(archived, 'archived'), 'at') ?? '';
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(at) ? at : undefined;
}

function item(kind: CleanupItem['kind'], layout: Layout, place: StatePlace, archived: YamlMap, kept: string | undefined): CleanupItem {
  const since = archivedAt(archived);
  const why = kept ?? textField(mapField(archived, 'archived'), 'reason') ?? 'old enough';
  const path = pathIn(layout.state, statePath(place));
  return { kind, path, ...(since === undefined ? {} : { since }), action: kept === undefined ? 'remove' : 'keep', why };
}

function removals(items: readonly CleanupItem[]): FileChange[] {
  return items.filter(({ action }) => action === 'remove').map(({ path }) => ({ kind: 'remove', path }));
}

/** What was set aside goes when it is old, its image is good again, and git keeps the file. */
function pruneAside({ layout, state, aside, before }: CleanupInput): CleanupPlan {
  const items = aside.map(({ path, modifiedAt, committed = false }): CleanupItem => {
    const place = entityOf(path.slice(layout.state.length + 1));
    const good = place !== undefined && state[place.shelf].has(place.stem);
    const kept =
      (before === undefined ? 'nothing is removed without --older-than' : undefined) ??
      (good ? undefined : 'there is no good file in its place') ??
      (committed ? undefined : 'it is not committed, so nothing else keeps it') ??
      (before !== undefined && modifiedAt < before ? undefined : 'it is not old enough');
    const about = { kind: 'quarantine', path, since: formatTime(modifiedAt) } as const;
    return kept === undefined ? { ...about, action: 'remove', why: 'its image is good again' } : { ...about, action: 'keep', why: kept };
  });
  return { items, changes: removals(items) };
}

function shorten({ layout, state, complete, before }: CleanupInput, needs: Needs): CleanupPlan {
  const items: CleanupItem[] = [];
  const changes: FileChange[] = [];
  const act = before === undefined ? 'keep' : 'shorten';
  for (const shelf of ['images', 'bases'] as const) {
    for (const [stem, original] of state[shelf]) {
      const path = pathIn(layout.state, statePath({ shelf, stem }));
      const next = new Map(original);
      const history = original.get('updateHistory');
      if (history !== undefined && exceedsHistory(original)) {
        next.set('updateHistory', boundedHistory(history));
        items.push({ kind: 'history', path, action: act, why: `only the last ${maxHistory} entries are kept` });
      }
      const seen = mapField(original, 'seen');
      const pruned = before === undefined || !complete ? seen : prunedSeen(seen, needs.get(stem) ?? [], formatTime(before));
      if (pruned !== seen) {
        next.set('seen', pruned);
        items.push({ kind: 'seen', path, action: act, why: 'every image that uses it was built from something newer' });
      }
      if (before !== undefined && (pruned !== seen || next.get('updateHistory') !== history)) {
        changes.push({ kind: 'write', path, text: renderState({ shelf, stem }, next) });
      }
    }
  }
  return { items, changes };
}
