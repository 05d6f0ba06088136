import { platformsOf, watchedState, type BuiltBase } from '@image-factory/core/decide';
import type { Platform } from '@image-factory/core/dockerfile';
import {
  builtFromEvidence,
  digestsToResolve,
  layersToRead,
  maxStatementBytes,
  planAttestations,
  planStatements,
  provenanceFor,
  resolveFrom,
  type EvidenceInput,
  type PublishedPlatform,
} from '@image-factory/core/evidence';
import type { ManagedNode } from '@image-factory/core/graph';
import { seenOf, type Found } from '@image-factory/core/observe';
import type { Problem } from '@image-factory/core/problem';
import type { Digest, Repository } from '@image-factory/core/reference';
import type { StateSnapshot } from '@image-factory/core/state';
import type { Registries } from './ports.ts';

export interface Evidence {
  readonly bases: ReadonlyMap<string, BuiltBase>;
  readonly problems: readonly Problem[];
}

/** Older digests of a base tell less and less, and each costs two questions. */
const mostLayers = 3;

/**
 * What a published image was built from, as far as it tells itself (SPEC section 7, point 1): its provenance, else its labels,
 * else its layers. Only what could say more is asked for: an image with provenance costs one question for each platform's
 * attestation and one for the statement in it.
 */
export async function readEvidence(node: ManagedNode, published: Found, state: StateSnapshot, registries: Registries): Promise<Evidence> {
  const { image, dependencies } = node;
  const repository = { domain: image.registry, path: image.repository };
  const platforms = platformsOf(image);
  const proven = await readProvenances(repository, published, registries);
  let input: EvidenceInput = {
    dependencies,
    platforms,
    published: proven.published,
    seen: new Map(dependencies.map((dependency) => [dependency.name, seenOf(watchedState(dependency, state) ?? new Map())])),
    resolve: () => undefined,
  };
  input = await resolved(input, registries);
  const isProven =
    [...builtFromEvidence(input).values()].filter(({ evidence }) => evidence === 'provenance').length === dependencies.length;
  if (!isProven) {
    input = { ...input, published: await withConfigs(repository, published, proven.published, registries) };
    input = await resolved(input, registries);
    input = { ...input, layers: await layersOf(input, registries) };
  }
  return { bases: builtFromEvidence(input), problems: proven.problems };
}

/** The provenance of each platform's image, as far as it can be had. */
export async function readProvenances(
  repository: Repository,
  { digest, platforms }: Found,
  registries: Registries,
): Promise<{ readonly published: ReadonlyMap<Platform, PublishedPlatform>; readonly problems: readonly Problem[] }> {
  const published = new Map<Platform, PublishedPlatform>();
  const problems: Problem[] = [];
  const planned = planAttestations(await registries.manifest(repository, digest)).filter(
    ({ platform, subject }) => platforms.get(platform) === subject,
  );
  const read = await Promise.all(
    planned.map(async ({ platform, subject, manifest }) => {
      const plan = planStatements(await registries.manifest(repository, manifest));
      const texts = await Promise.all(plan.value.map((blob) => registries.blob(repository, blob, maxStatementBytes)));
      return { platform, subject, plan, texts: texts.filter((text) => text !== undefined) };
    }),
  );
  for (const { platform, subject, plan, texts } of read) {
    const { value, problems: found } = provenanceFor(subject, texts);
    problems.push(...plan.problems, ...found);
    if (value !== undefined) published.set(platform, { provenance: value });
  }
  return { published, problems };
}

/** Digests that may be those of indexes are looked up: state has those of platforms. */
async function resolved(input: EvidenceInput, registries: Registries): Promise<EvidenceInput> {
  const lookUps = await Promise.all(digestsToResolve(input).map((reference) => registries.lookUp(reference)));
  const more = resolveFrom(lookUps);
  return { ...input, resolve: (digest, platform) => input.resolve(digest, platform) ?? more(digest, platform) };
}

async function withConfigs(
  repository: Repository,
  { platforms }: Found,
  known: ReadonlyMap<Platform, PublishedPlatform>,
  registries: Registries,
): Promise<ReadonlyMap<Platform, PublishedPlatform>> {
  const entries = [...platforms].map(async ([platform, digest]) => {
    const config = await registries.config(repository, digest);
    return [platform, { ...known.get(platform), ...config }] as const;
  });
  return new Map(await Promise.all(entries));
}

async function layersOf(input: EvidenceInput, registries: Registries): Promise<ReadonlyMap<Digest, readonly string[]>> {
  const entries = layersToRead(input, mostLayers).map(async (reference): Promise<readonly (readonly [Digest, readonly string[]])[]> => {
    const config = reference.digest === undefined ? undefined : await registries.config(reference, reference.digest);
    return config === undefined || reference.digest === undefined ? [] : [[reference.digest, config.diffIds]];
  });
  return new Map((await Promise.all(entries)).flat());
}
