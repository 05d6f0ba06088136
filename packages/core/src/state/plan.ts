import type { Enrollment, ImageName } from '../enrollment/index.ts';
import { notice, type Checked, type Problem } from '../problem/index.ts';
import { formatTime } from '../text/index.ts';
import { restore, type Shelves } from './archive.ts';
import { diffState, type StateDiff } from './diff.ts';
import type { Discovery } from './discovery.ts';
import { currentDetails, imageState } from './image-state.ts';
import { archiveBases, archiveImages, placeBases, takeOverBases } from './lifecycle.ts';
import { copySnapshot, type StateSnapshot } from './read.ts';
import { recordPublished, type Published } from './published.ts';
import { resolverFor, type Resolved } from './resolve.ts';
import { isInShard, type Shard } from './shard.ts';
import { namesOf, usesOf, wantedBases } from './uses.ts';

export interface StatePlanInput {
  readonly enrollment: Enrollment;
  readonly before: StateSnapshot;
  /** What this run found out, by image; an image that is missing was not looked at. */
  readonly discoveries: ReadonlyMap<ImageName, Discovery>;
  readonly now: Date;
  /** Only the images of this shard are brought up to date; the state has to be one that {@link canBeShared}. */
  readonly shard?: Shard;
  /** What was published of an image. */
  readonly published?: Published & { readonly image: ImageName };
}

export interface StatePlan extends StateDiff {
  readonly after: StateSnapshot;
}

/**
 * What the state folder should hold now (SPEC section 5): a pure function of enrollment, earlier state and findings.
 * Nothing readable is dropped: what is no longer enrolled or used goes to the archive, and comes back from there.
 * Entries of images.yaml that could not be used keep their state; when some entry has no readable name, or a state file
 * is from a newer version, nothing counts as removed.
 *
 * A shard writes the states of its own images, enrolled or not, and the base images that these need; of the others it
 * knows what their states say. Whichever shard comes last, and however often one is run, all together leave what one run
 * over all images leaves.
 */
export function planState({ enrollment, before, discoveries, now, shard, published }: StatePlanInput): Checked<StatePlan> {
  const after = copySnapshot(before);
  const reasons = new Map<string, string>();
  const owns = (name: string): boolean => shard === undefined || isInShard(name, shard);
  const shelves: Shelves = { after, reasons, time: formatTime(now), owns };
  const resolve = resolverFor(enrollment);
  const problems: Problem[] = [];
  const uses = new Map<ImageName, readonly Resolved[]>();

  for (const image of enrollment.images.values()) {
    if (before.blocked.has(`images/${image.name}.yaml`)) continue;
    if (!owns(image.name)) {
      const existing = after.images.get(image.name);
      const details = image.kind === 'managed' ? currentDetails({ kind: 'none' }, existing) : [];
      uses.set(image.name, image.kind === 'managed' ? usesOf(image, details, existing, before, resolve).value : []);
      continue;
    }
    const existing = restore(shelves, 'images', image.name);
    const discovery = discoveries.get(image.name) ?? { kind: 'none' };
    const details = image.kind === 'managed' ? currentDetails(discovery, existing) : [];
    const found = image.kind === 'managed' ? usesOf(image, details, existing, before, resolve) : { value: [], problems: [] };
    problems.push(...found.problems);
    uses.set(image.name, found.value);
    after.images.set(image.name, imageState(image, existing, { baseImages: namesOf(found.value), discovery }, shelves.time));
  }

  if (published !== undefined) problems.push(...record(published, enrollment, shelves));
  const wanted = wantedBases(uses, enrollment, before, resolve);
  const mayRemove = enrollment.complete && before.blocked.size === 0;
  takeOverBases(shelves, resolve);
  if (mayRemove) archiveImages(shelves, enrollment);
  placeBases(shelves, wanted, enrollment, mayRemove);
  if (mayRemove) archiveBases(shelves, wanted, resolve);
  return { value: { after, ...diffState(before, after, reasons) }, problems };
}

/** Records what was published, over what the analysis says. */
function record(
  { image: name, ...published }: NonNullable<StatePlanInput['published']>,
  enrollment: Enrollment,
  { after, time }: Shelves,
): Problem[] {
  const [image, state] = [enrollment.images.get(name), after.images.get(name)];
  if (image === undefined || state === undefined) return [];
  const recorded = recordPublished(image.kind, state, published, time);
  switch (recorded.kind) {
    case 'recorded':
      after.images.set(name, recorded.state);
      return [];
    case 'known':
      return [];
    case 'older':
      return [
        notice('state/not-recorded', `${name}: what is said to be published is not recorded: ${recorded.why}.`, {
          image: name,
          hint: 'If it is what is published now, the next look at the registry says so.',
        }),
      ];
    case 'nothing':
      return [
        notice('state/not-recorded', `${name} is only watched: of such an image the digest is recorded, and none was given.`, {
          image: name,
        }),
      ];
  }
}
