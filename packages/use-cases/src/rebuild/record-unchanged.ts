import { freshnessReader, platformsOf, writeBuiltFrom, type BuiltBase } from '@image-factory/core/decide';
import { parsePlatform, type Platform } from '@image-factory/core/dockerfile';
import type { FactoryModel, ManagedNode } from '@image-factory/core/graph';
import type { Found } from '@image-factory/core/observe';
import type { Problem } from '@image-factory/core/problem';
import { finished, readRebuild, writeRebuild, type RebuildKey } from '@image-factory/core/rebuild';
import { parseDigest, type Digest, type Repository } from '@image-factory/core/reference';
import { mergeState, type StateSnapshot } from '@image-factory/core/state';
import { at, isObject, listAt, parseJson } from '@image-factory/core/text';
import type { YamlMap } from '@image-factory/core/yaml';
import type { Registries } from './ports.ts';
import { readEvidence } from './read-evidence.ts';

/** What an image is made of, by platform: digests of its layers, and the JSON of its config. */
export type ImageParts = ReadonlyMap<Platform, { readonly layers: readonly string[]; readonly config: unknown }>;

/** A build that says that what it built is what is published already. Anybody may say so: the registry is asked. */
export interface UnchangedBuild {
  readonly node: ManagedNode;
  readonly key: RebuildKey;
  /** What was built: it is in the repository of the image, under no tag. */
  readonly candidate: Digest;
}

export interface UnchangedInput {
  readonly model: FactoryModel;
  readonly state: StateSnapshot;
  /** The time of the forge. */
  readonly now: Date;
}

export interface UnchangedDeps {
  readonly registries: Registries;
  /** Whether two images hold the same. */
  readonly same: (published: ImageParts, candidate: ImageParts) => boolean;
}

/** `why` is a sentence. */
export type Unchanged =
  | { readonly kind: 'recorded'; readonly state: YamlMap; readonly why: string; readonly problems: readonly Problem[] }
  /** It is not so: the run counts as what the published tag says. */
  | { readonly kind: 'refused'; readonly why: string; readonly problems: readonly Problem[] }
  /** A registry did not answer; it may be said again. */
  | { readonly kind: 'later'; readonly why: string };

/**
 * Ends a rebuild that left the published tag where it was, as current (SPEC section 7, point 7): when the provenance of what
 * was built proves that all of its bases are those that were asked for, or newer ones, and it holds the same as what is
 * published. What it was built from is then what the published image counts as built from.
 */
export async function recordUnchanged(build: UnchangedBuild, input: UnchangedInput, deps: UnchangedDeps): Promise<Unchanged> {
  const { node, key, candidate } = build;
  const own = input.state.images.get(node.image.name);
  const rebuild = readRebuild(own ?? new Map());
  if (own === undefined || rebuild.key !== key) return refused('No rebuild with this key is open.');
  const { registry: domain, repository: path, publishedTag: tag } = node.image;
  const { registries, same } = deps;
  const [built, published] = await Promise.all([
    registries.lookUp({ domain, path, digest: candidate }),
    registries.lookUp({ domain, path, tag }),
  ]);
  if (built.kind === 'unknown' || published.kind === 'unknown')
    return { kind: 'later', why: 'The registry could not be asked what was built.' };
  if (built.kind === 'missing' || published.kind === 'missing')
    return refused('What was built, or what is published, is not in the registry.');
  if (built.digest === published.digest) return refused('What was built is what is published: the tag says how it went.');
  const { bases, problems } = await readEvidence(node, built, input.state, registries);
  const older = unprovenBase(build, bases, rebuild.inputs, input);
  if (older !== undefined) return refused(`Nothing proves that it was built from the new ${older}.`, problems);
  const parts = await Promise.all([partsOf({ domain, path }, published, registries), partsOf({ domain, path }, built, registries)]);
  const [before, after] = parts;
  if (before === undefined || after === undefined) return { kind: 'later', why: 'The registry could not be asked what the images hold.' };
  if (before.size === 0 || !same(before, after)) return refused('What was built does not hold the same as what is published.', problems);
  const ended = finished(rebuild, { key, outcome: 'current', at: input.now });
  if (ended.kind === 'kept') return refused(`It is left as it stands: ${ended.why}.`, problems);
  const proven = mergeState('managed', own, 'build', new Map([['builtFrom', writeBuiltFrom(bases)]]));
  const state = mergeState('managed', proven, 'dispatch', new Map([['rebuildState', writeRebuild(proven, ended.rebuild)]]));
  return {
    kind: 'recorded',
    state,
    why: 'It was built from the new bases, and holds the same as before: the published image is current.',
    problems,
  };
}

function refused(why: string, problems: readonly Problem[] = []): Unchanged {
  return { kind: 'refused', why, problems };
}

/** The name of a base that what was built is not proven to be built from as it was asked for, or as it stands now. */
function unprovenBase(
  { node }: UnchangedBuild,
  bases: ReadonlyMap<string, BuiltBase>,
  inputs: Readonly<Record<string, string>>,
  { model, state, now }: UnchangedInput,
): string | undefined {
  const reader = freshnessReader(state, model.config, now);
  const platforms = platformsOf(node.image);
  const asked = parseJson(inputs['base-digests'] ?? '');
  for (const dependency of node.dependencies) {
    const built = bases.get(dependency.name);
    const { reference, freshness } = reader.of(dependency, built, platforms);
    if (freshness.kind === 'pinned') continue;
    if (built?.evidence !== 'provenance') return reference;
    const wanted = askedFor(asked, reference);
    const isAsked = platforms.every(
      (platform) => built.platforms.get(platform) !== undefined && built.platforms.get(platform) === wanted.get(platform),
    );
    if (!isAsked && freshness.kind !== 'current') return reference;
  }
  return undefined;
}

function askedFor(asked: unknown, reference: string): ReadonlyMap<Platform, Digest> {
  const digests = new Map<Platform, Digest>();
  const written = at(asked, reference);
  for (const [name, value] of isObject(written) ? Object.entries(written) : []) {
    const [platform, digest] = [parsePlatform(name), parseDigest(typeof value === 'string' ? value : '')];
    if (platform !== undefined && digest !== undefined) digests.set(platform, digest);
  }
  return digests;
}

const mostConfig = 4 * 1024 * 1024;

/** @returns undefined when a part could not be had */
async function partsOf(repository: Repository, { platforms }: Found, registries: Registries): Promise<ImageParts | undefined> {
  const parts = new Map<Platform, { readonly layers: readonly string[]; readonly config: unknown }>();
  for (const [platform, digest] of platforms) {
    const manifest = await registries.manifest(repository, digest);
    const layers = listAt(manifest, 'layers').map((layer) => String(at(layer, 'digest')));
    const config = parseDigest(String(at(manifest, 'config', 'digest')));
    const text = config === undefined ? undefined : await registries.blob(repository, config, mostConfig);
    const read = parseJson(text ?? '');
    if (!isObject(read)) return undefined;
    parts.set(platform, { layers, config: read });
  }
  return parts;
}
