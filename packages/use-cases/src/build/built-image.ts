import type { ImageContents, PlatformContents } from '@image-factory/core/build';
import { platformsOf } from '@image-factory/core/decide';
import type { Platform } from '@image-factory/core/dockerfile';
import type { ManagedImage } from '@image-factory/core/enrollment';
import { planAttestations } from '@image-factory/core/evidence';
import type { Found } from '@image-factory/core/observe';
import { error, type Problem } from '@image-factory/core/problem';
import { parseDigest, repositoryUrl, type Digest, type Repository } from '@image-factory/core/reference';
import { at, fail, isObject, listAt, ok, parseJson, textAt, type Result } from '@image-factory/core/text';
import type { BuildRegistries, RegistryReader, RegistryWriter } from './ports.ts';

/** An image in its registry, with what its manifests and configs say. */
export interface BuiltImage {
  readonly digest: Digest;
  /** The JSON of its index, or of its only manifest. */
  readonly manifest: unknown;
  readonly platforms: ReadonlyMap<Platform, Digest>;
  readonly contents: ImageContents;
  /** Digests of the configs. */
  readonly configs: readonly Digest[];
  /** Compressed bytes of the layers. */
  readonly sizes: ReadonlyMap<Platform, number>;
  readonly labels: ReadonlyMap<string, string>;
}

const mostConfig = 4 * 1024 * 1024;

/** Reads an image as it lies in the registry. @returns problems that say what of it is not there */
export async function readBuilt(
  image: ManagedImage,
  digest: Digest,
  { read, write }: BuildRegistries,
): Promise<Result<BuiltImage, Problem[]>> {
  const repository: Repository = { domain: image.registry, path: image.repository };
  const [found, manifest] = await Promise.all([read.lookUp({ ...repository, digest }), read.manifest(repository, digest)]);
  if (found.kind !== 'found') return fail([notThere(image, `${digest}: ${found.why}`)]);
  const platforms = [...found.platforms];
  // All that does not wait for one another is asked at once: a registry that is far away costs as many ways as there are waits.
  const [missing, ...known] = await Promise.all([
    missingParts(repository, manifest, found, write),
    ...platforms.map(([, own]) => readContents(repository, own, read)),
  ]);
  if (missing.length > 0) return fail(missing.map((what) => notThere(image, what)));
  const contents = new Map<Platform, Contents>();
  const problems: Problem[] = [];
  for (const [index, [platform, own]] of platforms.entries()) {
    const content = known[index];
    if (content === undefined) problems.push(notThere(image, `the config of ${own} (${platform})`));
    else contents.set(platform, content);
  }
  if (problems.length > 0) return fail(problems);
  return ok({
    digest,
    manifest,
    platforms: found.platforms,
    contents,
    configs: [...contents.values()].map(({ configDigest }) => configDigest),
    sizes: new Map([...contents].map(([platform, { size }]) => [platform, size])),
    labels: labelsIn([...contents.values()][0]?.config),
  });
}

/** Whether an image has all the platforms that it is to have. */
export function missingPlatforms(image: ManagedImage, { platforms }: BuiltImage): Problem[] {
  if (image.source.platforms === undefined) return [];
  return platformsOf(image)
    .filter((platform) => !platforms.has(platform))
    .map((platform) => notThere(image, `the image for ${platform}`));
}

async function missingParts(
  repository: Repository,
  manifest: unknown,
  { platforms }: Found,
  writer: Pick<RegistryWriter, 'exists'>,
): Promise<string[]> {
  const statements = planAttestations(manifest).map(({ manifest: digest }) => digest);
  const parts = [...new Set([...platforms.values(), ...statements])];
  const there = await Promise.all(parts.map(async (part) => ({ part, found: await writer.exists(repository, part) })));
  return there.flatMap(({ part, found }) => (found.kind === 'present' ? [] : [`${part}: ${found.why}`]));
}

interface Contents extends PlatformContents {
  readonly size: number;
  readonly configDigest: Digest;
}

async function readContents(repository: Repository, digest: Digest, registries: RegistryReader): Promise<Contents | undefined> {
  const manifest = await registries.manifest(repository, digest);
  const config = parseDigest(textAt(manifest, 'config', 'digest') ?? '');
  const text = config === undefined ? undefined : await registries.blob(repository, config, mostConfig);
  if (config === undefined || text === undefined) return undefined;
  const layers = listAt(manifest, 'layers');
  const sizes = layers.map((layer) => at(layer, 'size')).filter((size) => typeof size === 'number');
  return {
    layers: layers.map((layer) => textAt(layer, 'digest') ?? ''),
    config: parseJson(text),
    configDigest: config,
    size: sizes.reduce((sum, size) => sum + size, 0),
  };
}

function labelsIn(config: unknown): ReadonlyMap<string, string> {
  const labels = at(config, 'config', 'Labels');
  if (!isObject(labels)) return new Map();
  return new Map(Object.entries(labels).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value] as const] : [])));
}

function notThere(image: ManagedImage, what: string): Problem {
  const where = repositoryUrl({ domain: image.registry, path: image.repository });
  return error('build/incomplete', `${image.name}: ${where} lacks a part of what was built: ${what}.`, {
    image: image.name,
    hint: 'No tag was moved. Build it again.',
  });
}
