import type { ManagedImage } from '@image-factory/core/enrollment';
import type { Problem } from '@image-factory/core/problem';
import type { Digest, Tag } from '@image-factory/core/reference';
import { fail, ok, type Result } from '@image-factory/core/text';
import { repositoryOf, type TargetBuild } from './find-target.ts';
import { movingTags } from './moving-tags.ts';
import type { RollbackRegistry } from './ports.ts';
import { notAsked, unknownTag } from './problems.ts';

/** A tag, and what it points to now; `from` is absent when there is no such tag. */
export interface PlannedTag {
  readonly tag: Tag;
  readonly from?: Digest;
  readonly isThere: boolean;
}

/**
 * The tags that are to point to a build, in the order in which they move: the published tag last, for it says that the others
 * have arrived. A tag of a line, such as `1.4`, goes along when it is on the build that is left behind; one that nobody has
 * published yet stays away.
 *
 * @param only - names of tags; the others stay where they are
 */
export async function planTags(
  image: ManagedImage,
  target: TargetBuild,
  only: readonly string[] | undefined,
  registry: RollbackRegistry,
): Promise<Result<readonly PlannedTag[], Problem>> {
  const { always, ofLine } = movingTags(image, target.version);
  const stranger = only?.find((name) => ![...always, ...ofLine].some((tag) => tag === name));
  if (stranger !== undefined) return fail(unknownTag(image, stranger, [...always, ...ofLine]));
  const stands = new Map<Tag, Digest>();
  for (const tag of [...ofLine, ...always]) {
    const tagged = await registry.tagged(repositoryOf(image), tag);
    if (tagged.kind === 'unknown') return fail(notAsked(image, `what ${tag} points to`, tagged));
    if (tagged.kind === 'tagged') stands.set(tag, tagged.digest);
  }
  const left = stands.get(image.publishedTag);
  const isWanted = (tag: Tag): boolean => only === undefined || only.includes(tag);
  const along = ofLine.filter((tag) => only !== undefined || (left !== undefined && stands.get(tag) === left));
  const there = always.filter((tag) => stands.has(tag) || tag === image.publishedTag || only !== undefined);
  return ok(
    [...along, ...there].filter(isWanted).map((tag) => {
      const from = stands.get(tag);
      return { tag, isThere: from === target.digest, ...(from === undefined ? {} : { from }) };
    }),
  );
}
