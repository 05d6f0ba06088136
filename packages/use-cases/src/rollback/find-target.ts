import type { ManagedImage } from '@image-factory/core/enrollment';
import type { Problem } from '@image-factory/core/problem';
import { parseDigest, type Digest, type Repository, type Tag } from '@image-factory/core/reference';
import { fail, ok, type Result } from '@image-factory/core/text';
import { movingTags } from './moving-tags.ts';
import { buildsNamed, type NamedBuild } from './named-builds.ts';
import type { RollbackRegistry } from './ports.ts';
import * as problems from './problems.ts';
import { readPublished } from './published-index.ts';

/** What an image goes back to. All of it is in the registry. */
export interface TargetBuild {
  readonly digest: Digest;
  readonly version?: Tag;
  readonly key?: string;
  /** What a person should know about it, and that stands against nothing. */
  readonly warnings: readonly Problem[];
}

/** More tags than that name no build. */
const mostCandidates = 20;

export function repositoryOf({ registry, repository }: ManagedImage): Repository {
  return { domain: registry, path: repository };
}

/**
 * Finds the build that a version, a rebuild key, a tag or a digest names. What is ambiguous is refused, and so is a build of
 * which the registry lacks a part: a tag never points to something that can not be pulled.
 */
export async function findTarget(image: ManagedImage, wanted: string, registry: RollbackRegistry): Promise<Result<TargetBuild, Problem>> {
  const digest = parseDigest(wanted);
  if (digest !== undefined) return completeBuild(image, digest, {}, registry);
  const listed = await registry.listTags(repositoryOf(image));
  if (listed.kind !== 'tags') return fail(problems.notAsked(image, 'which tags there are', listed));
  const moving = new Set<string>(movingTags(image, undefined).always);
  if (moving.has(wanted)) return fail(problems.namesMovingTag(image, wanted));
  const fixed = listed.tags.filter((tag) => !moving.has(tag));
  const builds = buildsNamed(wanted, fixed);
  if (builds.length === 0) return fail(problems.unknownTarget(image, wanted, fixed, listed.isComplete));
  const found: { readonly build: NamedBuild; readonly digest: Digest }[] = [];
  for (const build of builds.slice(0, mostCandidates)) {
    const tagged = await registry.tagged(repositoryOf(image), build.tag);
    if (tagged.kind === 'unknown') return fail(problems.notAsked(image, `what ${build.tag} points to`, tagged));
    if (tagged.kind === 'tagged') found.push({ build, digest: tagged.digest });
  }
  const [first] = found;
  if (first === undefined) return fail(problems.unknownTarget(image, wanted, fixed));
  const isOne = builds.length <= mostCandidates && found.every((one) => one.digest === first.digest);
  // The tag that tells the most about the build: the one with a key in it.
  return isOne
    ? completeBuild(image, first.digest, (found.find(({ build }) => build.key !== undefined) ?? first).build, registry)
    : fail(problems.ambiguous(image, wanted, found));
}

async function completeBuild(
  image: ManagedImage,
  digest: Digest,
  { version: named, key }: Pick<NamedBuild, 'version' | 'key'>,
  registry: RollbackRegistry,
): Promise<Result<TargetBuild, Problem>> {
  const repository = repositoryOf(image);
  const manifest = await registry.manifestBytes(repository, digest);
  if (manifest.kind === 'missing') return fail(problems.unknownTarget(image, digest, []));
  if (manifest.kind === 'unknown') return fail(problems.notAsked(image, `what ${problems.shortOf(digest)} is`, manifest));
  const { parts, version: said } = readPublished(manifest.bytes);
  const gone: string[] = [];
  for (const part of parts) {
    const answer = await registry.exists(repository, part.digest);
    if (answer.kind === 'unknown') return fail(problems.notAsked(image, `whether it has all of ${problems.shortOf(digest)}`, answer));
    if (answer.kind === 'missing')
      gone.push(part.platform === undefined ? problems.shortOf(part.digest) : `${part.platform} (${problems.shortOf(part.digest)})`);
  }
  if (gone.length > 0) return fail(problems.incomplete(image, digest, gone));
  const there = new Set(parts.flatMap(({ platform }) => platform ?? []));
  const lacks = there.size === 0 ? [] : (image.source.platforms ?? []).filter((platform) => !there.has(platform));
  // Behind a tag without a key may be a version or the line of one, such as `1.4`: what the build says of itself goes before it.
  const version = key === undefined ? (said ?? named) : (named ?? said);
  return ok({
    digest,
    ...(version === undefined ? {} : { version }),
    ...(key === undefined ? {} : { key }),
    warnings: lacks.length === 0 ? [] : [problems.fewerPlatforms(image, digest, lacks)],
  });
}
