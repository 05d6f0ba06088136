import type { Enrollment, ImageName } from '../enrollment/index.ts';
import type { Checked, Problem } from '../problem/index.ts';
import { formatTime } from '../text/index.ts';
import { restore, type Shelves } from './archive.ts';
import { diffState, type StateDiff } from './diff.ts';
import type { Discovery } from './discovery.ts';
import { currentDetails, imageState } from './image-state.ts';
import { archiveBases, archiveImages, placeBases, takeOverBases } from './lifecycle.ts';
import { copySnapshot, type StateSnapshot } from './read.ts';
import { resolverFor, type Resolved } from './resolve.ts';
import { namesOf, usesOf, wantedBases } from './uses.ts';

export interface StatePlanInput {
  readonly enrollment: Enrollment;
  readonly before: StateSnapshot;
  /** What this run found out, by image; an image that is missing was not looked at. */
  readonly discoveries: ReadonlyMap<ImageName, Discovery>;
  readonly now: Date;
}

export interface StatePlan extends StateDiff {
  readonly after: StateSnapshot;
}

/**
 * What the state folder should hold now (SPEC section 5): a pure function of enrollment, earlier state and findings.
 * Nothing readable is dropped: what is no longer enrolled or used goes to the archive, and comes back from there.
 * Entries of images.yaml that could not be used keep their state; when some entry has no readable name, or a state file
 * is from a newer version, nothing counts as removed.
 */
export function planState({ enrollment, before, discoveries, now }: StatePlanInput): Checked<StatePlan> {
  const after = copySnapshot(before);
  const reasons = new Map<string, string>();
  const shelves: Shelves = { after, reasons, time: formatTime(now), archivedNow: new Set() };
  const resolve = resolverFor(enrollment);
  const problems: Problem[] = [];
  const uses = new Map<ImageName, readonly Resolved[]>();

  for (const image of enrollment.images.values()) {
    if (before.blocked.has(`images/${image.name}.yaml`)) continue;
    const existing = restore(shelves, 'images', image.name);
    const discovery = discoveries.get(image.name) ?? { kind: 'none' };
    const details = image.kind === 'managed' ? currentDetails(discovery, existing) : [];
    const found = image.kind === 'managed' ? usesOf(image, details, existing, before, resolve) : { value: [], problems: [] };
    problems.push(...found.problems);
    uses.set(image.name, found.value);
    after.images.set(image.name, imageState(image, existing, { baseImages: namesOf(found.value), discovery }, shelves.time));
  }

  const wanted = wantedBases(uses, enrollment, before, resolve);
  const mayRemove = enrollment.complete && before.blocked.size === 0;
  takeOverBases(shelves, resolve);
  if (mayRemove) archiveImages(shelves, enrollment);
  placeBases(shelves, wanted);
  if (mayRemove) archiveBases(shelves, wanted, resolve);
  return { value: { after, ...diffState(before, after, reasons) }, problems };
}
