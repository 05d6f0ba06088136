import type { Pin } from '@image-factory/core/build';
import type { Platform, PulledImage } from '@image-factory/core/dockerfile';
import type { ImageName } from '@image-factory/core/enrollment';
import { error, hasErrors, warning, type Checked, type Problem } from '@image-factory/core/problem';
import { formatReference, withDefaultTag, type Digest, type ImageReference } from '@image-factory/core/reference';
import type { RegistryReader } from './ports.ts';

/**
 * What each base image is pinned to, so that all platforms and stages of one build take the same: the digests that were
 * decided on, else those that the tags point to now. All are looked for in the registry before anything is built.
 */
export async function pinBases(
  image: ImageName,
  pulled: readonly PulledImage[],
  wanted: readonly Pin[],
  registries: Pick<RegistryReader, 'lookUp'>,
): Promise<Checked<readonly Pin[]>> {
  const named = new Map(wanted.map(({ reference, digests }) => [nameOf(reference), digests]));
  const moving = new Map(
    pulled.flatMap(({ reference, use }) =>
      use === 'frontend' || reference.digest !== undefined ? [] : [[nameOf(reference), reference] as const],
    ),
  );
  const pins = await Promise.all(
    [...moving].map(([name, reference]) => {
      const digests = named.get(name);
      return digests === undefined || digests.size === 0
        ? pinToNow(image, reference, registries)
        : pinToWanted({ image, reference, digests, platforms: platformsOf(name, pulled) }, registries);
    }),
  );
  const strangers = [...named.keys()].filter((name) => !moving.has(name));
  return {
    value: pins.flatMap(({ value }) => value ?? []),
    problems: [...pins.flatMap(({ problems }) => problems), ...strangers.map((name) => stranger(image, name))],
  };
}

interface Wanted {
  readonly image: ImageName;
  readonly reference: ImageReference;
  readonly digests: ReadonlyMap<Platform, Digest>;
  /** That the build pulls it for. */
  readonly platforms: readonly Platform[];
}

/** BuildKit takes an image of another platform without a word, so its platform is asked for here. */
async function pinToWanted(
  { image, reference, digests, platforms }: Wanted,
  registries: Pick<RegistryReader, 'lookUp'>,
): Promise<Checked<Pin | undefined>> {
  const { domain, path } = reference;
  const name = formatReference(reference);
  const problems = await Promise.all(
    [...digests].map(async ([platform, digest]): Promise<Problem[]> => {
      const found = await registries.lookUp({ domain, path, digest });
      if (found.kind === 'found') return found.platforms.has(platform) ? [] : [otherPlatform(image, name, digest, platform)];
      return found.kind === 'missing' ? [gone(image, name, digest)] : [unknown(image, name, found.why)];
    }),
  );
  const all = problems.flat();
  if (hasErrors(all)) return { value: undefined, problems: all };
  const others = platforms.filter((platform) => !digests.has(platform));
  const now = others.length === 0 ? undefined : await registries.lookUp(withDefaultTag(reference));
  const more = now?.kind === 'found' ? others.flatMap((platform) => pairOf(platform, now.platforms)) : [];
  return { value: { reference: withDefaultTag(reference), digests: new Map([...more, ...digests]) }, problems: all };
}

/** Nobody decided about a platform that a stage is built on and the image is not for: there the tag counts. */
function pairOf(platform: Platform, digests: ReadonlyMap<Platform, Digest>): (readonly [Platform, Digest])[] {
  const digest = digests.get(platform);
  return digest === undefined ? [] : [[platform, digest]];
}

/** All platforms that an image is pulled for, whatever for. */
function platformsOf(name: string, pulled: readonly PulledImage[]): readonly Platform[] {
  const uses = pulled.filter(({ reference }) => reference.digest === undefined && nameOf(reference) === name);
  return [...new Set(uses.flatMap(({ platforms }) => platforms))];
}

async function pinToNow(
  image: ImageName,
  reference: ImageReference,
  registries: Pick<RegistryReader, 'lookUp'>,
): Promise<Checked<Pin | undefined>> {
  const found = await registries.lookUp(withDefaultTag(reference));
  if (found.kind === 'found') return { value: { reference: withDefaultTag(reference), digests: found.platforms }, problems: [] };
  const name = formatReference(reference);
  const problem =
    found.kind === 'missing'
      ? error('build/base-gone', `${image}: there is no ${name}: ${found.why}.`, { image, hint: 'Correct the Dockerfile, or publish it.' })
      : unknown(image, name, found.why);
  return { value: undefined, problems: [problem] };
}

function gone(image: ImageName, name: string, digest: Digest): Problem {
  return error('build/base-gone', `${image}: ${name} was to be ${digest}, which the registry no longer has.`, {
    image,
    hint: 'Nothing was built. The next sweep sees what the tag points to now, and asks for a build of that.',
  });
}

function otherPlatform(image: ImageName, name: string, digest: Digest, platform: Platform): Problem {
  return error('build/base-gone', `${image}: ${digest} of ${name} is not for ${platform}.`, {
    image,
    hint: 'Nothing was built. Whoever asked for the build named a digest of another platform.',
  });
}

function unknown(image: ImageName, name: string, why: string): Problem {
  return error('build/base-unknown', `${image}: ${name} can not be looked up: ${why}.`, {
    image,
    hint: 'Nothing was built. Run it again.',
  });
}

function nameOf(reference: ImageReference): string {
  return formatReference(withDefaultTag(reference));
}

function stranger(image: ImageName, name: string): Problem {
  return warning('build/other-bases', `${image}: a digest of ${name} was named, from which it is not built any more.`, {
    image,
    hint: 'The Dockerfile has changed since the build was asked for. It is built as it stands now.',
  });
}
