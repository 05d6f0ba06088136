import type { Problem } from '@image-factory/core/problem';
import type { Digest, Tag } from '@image-factory/core/reference';
import { repositoryOf } from './find-target.ts';
import type { PlannedTag } from './plan-tags.ts';
import type { RollbackRegistry } from './ports.ts';
import { notMoved } from './problems.ts';
import type { RollbackPlan } from './record-step.ts';

/** What became of a tag. */
export interface TagOutcome {
  readonly tag: Tag;
  /** What it pointed to before; absent when there was no such tag. */
  readonly from?: Digest;
  /** `left`: it was not tried, because one before it could not be moved. */
  readonly outcome: 'planned' | 'moved' | 'there' | 'failed' | 'left';
}

/** Moves one tag after the other, and stops at the first that can not be moved: the published tag must not arrive before the others. */
export async function moveTags(
  { image, to, tags }: Pick<RollbackPlan, 'image' | 'to' | 'tags'>,
  registry: RollbackRegistry,
): Promise<{ readonly tags: readonly TagOutcome[]; readonly problems: readonly Problem[] }> {
  const outcomes: TagOutcome[] = [];
  const problems: Problem[] = [];
  for (const planned of tags) {
    if (planned.isThere || problems.length > 0) {
      outcomes.push(outcomeOf(planned, planned.isThere ? 'there' : 'left'));
      continue;
    }
    const moved = await registry.moveTag(repositoryOf(image), planned.tag, to.digest);
    const hasFailed = moved.kind === 'unknown' || moved.kind === 'missing';
    if (hasFailed) problems.push(notMoved(image, planned.tag, to.digest, moved));
    outcomes.push(outcomeOf(planned, hasFailed ? 'failed' : moved.kind));
  }
  return { tags: outcomes, problems };
}

function outcomeOf({ isThere: _isThere, ...tag }: PlannedTag, outcome: TagOutcome['outcome']): TagOutcome {
  return { ...tag, outcome };
}
