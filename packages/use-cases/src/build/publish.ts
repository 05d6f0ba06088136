import {
  expandTags,
  imageLabel,
  immutableTag,
  keyLabel,
  parseVersion,
  versionLabel,
  type BuildMetadata,
  type Version,
} from '@image-factory/core/build';
import type { ManagedImage, RepoPath } from '@image-factory/core/enrollment';
import { error, hasErrors, worstFirst, type Problem } from '@image-factory/core/problem';
import { parseRebuildKey, type RebuildKey } from '@image-factory/core/rebuild';
import { repositoryUrl, type Digest, type Tag } from '@image-factory/core/reference';
import { show } from '@image-factory/core/text';
import { missingPlatforms, readBuilt, type BuiltImage } from './built-image.ts';
import { findImage } from './find-image.ts';
import type { BuildRegistries, StepDeps } from './ports.ts';

export interface PublishInputs {
  readonly dir: RepoPath;
  /** What an earlier step says: a hint. Image, version and key are read from what was built. */
  readonly metadata: BuildMetadata;
  /** The number of the run, for tags that have it. */
  readonly runNumber?: number;
  readonly dryRun: boolean;
  /** Go over a hold of the image. */
  readonly emergency?: boolean;
}

/** What became of a tag. */
export interface PublishedTag {
  readonly tag: Tag;
  readonly kind: 'moved' | 'there' | 'would-move';
  readonly from?: Digest;
}

export interface PublishReport {
  readonly metadata: BuildMetadata;
  readonly tags: readonly PublishedTag[];
  readonly problems: readonly Problem[];
}

/**
 * Moves the tags of an image to what was built (SPEC section 10): last of all, after every part was seen in the registry; the
 * tag that never moves first, the published one last, so that whoever is ended in between leaves it on something whole, and
 * a second run completes it. What holds the same as the published image, or did not pass the gate, gets none. An image that is already there for the same key is the one that gets the tags: the first wins.
 */
export async function publish(inputs: PublishInputs, deps: StepDeps): Promise<PublishReport> {
  const { metadata } = inputs;
  const stopped = (problems: readonly Problem[]): PublishReport => ({ metadata, tags: [], problems: worstFirst(problems) });
  if (metadata.outcome === 'unchanged' || metadata.outcome === 'gate-failed') return stopped([]);
  const found = await findImage(inputs.dir, metadata.image, deps.tree);
  if (!found.ok) return stopped(found.error);
  const { image, config } = found.value;
  const registries = await deps.registries(config.registries);
  const built = await readBuilt(image, metadata.digest, registries);
  if (!built.ok) return stopped(built.error);
  const now = deps.clock.now();
  const refusals = [
    ...(inputs.emergency === true ? [] : held(image, now)),
    ...missingPlatforms(image, built.value),
    ...otherImage(image, metadata, built.value),
  ];
  if (refusals.length > 0) return stopped(refusals);
  const version = parseVersion(built.value.labels.get(versionLabel) ?? '');
  const key = parseRebuildKey(built.value.labels.get(keyLabel) ?? '');
  const wanted = tagsFor(image, { version, key, revision: metadata.revision, now, run: inputs.runNumber });
  if (hasErrors(wanted.problems)) return stopped(wanted.problems);
  const fixed = immutableTag(version, key);
  const first = fixed === undefined ? undefined : await firstBuilt(image, fixed, built.value, key, registries);
  if (first !== undefined && 'code' in first) return stopped([first]);
  const tags = [...(fixed === undefined ? [] : [fixed]), ...wanted.value];
  let digest = first?.digest ?? metadata.digest;
  let moved = await moveAll(image, tags, digest, inputs.dryRun, registries);
  // Both saw nothing under the first tag, and both moved it: whoever was last there has all of them.
  for (let rivals = 0; rivals < mostRivals; rivals += 1) {
    if (fixed === undefined || inputs.dryRun || hasErrors(moved.problems)) break;
    const other = await firstBuilt(image, fixed, { digest }, key, registries);
    if (other === undefined) break;
    if ('code' in other) return stopped([other]);
    digest = other.digest;
    moved = await moveAll(image, wanted.value, digest, false, registries);
    moved = { ...moved, tags: [{ tag: fixed, kind: 'there' }, ...moved.tags] };
  }
  const isDone = !inputs.dryRun && !hasErrors(moved.problems);
  return {
    metadata: {
      ...metadata,
      digest,
      ...(version === undefined ? {} : { version }),
      ...(key === undefined ? {} : { key }),
      tags: moved.tags.filter(({ kind }) => kind !== 'would-move').map(({ tag }) => tag),
      ...(isDone ? { outcome: 'published' as const, publishedDigest: digest } : {}),
    },
    tags: moved.tags,
    problems: worstFirst([...wanted.problems, ...moved.problems]),
  };
}

const mostRivals = 5;

interface TagFactsOf {
  readonly version: Version | undefined;
  readonly key: RebuildKey | undefined;
  readonly revision: string | undefined;
  readonly now: Date;
  readonly run: number | undefined;
}

/** The published tag last: it is the one that others build on, and that says what is published. */
function tagsFor({ tags, publishedTag }: ManagedImage, facts: TagFactsOf): { value: readonly Tag[]; problems: readonly Problem[] } {
  const templates = tags.length > 0 ? tags : facts.version === undefined ? [] : ['{{version}}'];
  const { value, problems } = expandTags(templates, facts);
  return { value: [...value.filter((tag) => tag !== publishedTag), publishedTag], problems };
}

/** What stands under the tag that never moves: another build of the same request was faster. */
async function firstBuilt(
  image: ManagedImage,
  tag: Tag,
  { digest }: Pick<BuiltImage, 'digest'>,
  key: RebuildKey | undefined,
  registries: BuildRegistries,
): Promise<{ readonly digest: Digest } | Problem | undefined> {
  const standing = await registries.write.tagged({ domain: image.registry, path: image.repository }, tag);
  if (standing.kind === 'missing') return undefined;
  if (standing.kind === 'unknown') return notMoved(image, tag, standing.why);
  if (standing.digest === digest) return undefined;
  const other = await readBuilt(image, standing.digest, registries);
  if (other.ok && other.value.labels.get(keyLabel) === key) return { digest: standing.digest };
  return error('build/other-image', `${image.name}: the tag ${tag} is there already, and is another image.`, {
    image: image.name,
    hint: 'It never moves. Remove it in the registry if it is wrong; no tag was moved.',
  });
}

async function moveAll(
  image: ManagedImage,
  tags: readonly Tag[],
  digest: Digest,
  dryRun: boolean,
  { write }: BuildRegistries,
): Promise<{ readonly tags: readonly PublishedTag[]; readonly problems: readonly Problem[] }> {
  const repository = { domain: image.registry, path: image.repository };
  const done: PublishedTag[] = [];
  for (const tag of tags) {
    const result = dryRun ? await write.tagged(repository, tag) : await write.moveTag(repository, tag, digest);
    if (result.kind === 'unknown' || (result.kind === 'missing' && !dryRun))
      return { tags: done, problems: [notMoved(image, tag, result.why)] };
    if (result.kind === 'tagged') done.push({ tag, kind: result.digest === digest ? 'there' : 'would-move', from: result.digest });
    else if (result.kind === 'missing') done.push({ tag, kind: 'would-move' });
    else done.push({ tag, kind: result.kind, ...(result.from === undefined ? {} : { from: result.from }) });
  }
  return { tags: done, problems: [] };
}

/** Somebody may have held the image while it was built, as a rollback does. */
function held({ name, hold, at }: ManagedImage, now: Date): Problem[] {
  if (hold === undefined || (hold.until !== undefined && hold.until <= now)) return [];
  return [
    error('build/held', `${name} is built and gets no tags: it is held: ${show(hold.reason)}.`, {
      image: name,
      source: at,
      hint: 'Remove `hold` in images.yaml and publish again, or go over it: `emergency: true`.',
    }),
  ];
}

/** What was built says which image it is. A job before this one may have been told something else. */
function otherImage(image: ManagedImage, { key, digest }: BuildMetadata, { labels }: BuiltImage): Problem[] {
  const [own, ownKey] = [labels.get(imageLabel), labels.get(keyLabel)];
  if (own === image.name && (key === undefined || ownKey === key)) return [];
  const what =
    own === image.name ? `it was built for ${ownKey === undefined ? 'no request' : show(ownKey)}` : `it is ${show(own ?? 'none of ours')}`;
  return [
    error('build/other-image', `${image.name}: ${digest} is not what it is said to be: ${what}.`, {
      image: image.name,
      hint: 'No tag was moved. Give the digest that `build-image` made for this image and request.',
    }),
  ];
}

function notMoved(image: ManagedImage, tag: Tag, why: string): Problem {
  const name = `${repositoryUrl({ domain: image.registry, path: image.repository })}:${tag}`;
  return error('build/tag-not-moved', `${image.name}: ${name} was not moved: ${why}.`, {
    image: image.name,
    hint: 'Tags behind it were not touched. Run the step again: it goes on where it stopped.',
  });
}
