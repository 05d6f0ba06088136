import {
  checkPlan,
  imageAnnotations,
  imageLabels,
  type BuildOutput,
  type BuildPlan,
  type FinalBase,
  type ImageFacts,
  type Pin,
  type Version,
} from '@image-factory/core/build';
import type { Platform } from '@image-factory/core/dockerfile';
import type { Host, ManagedImage, RepoPath, RepoSlug } from '@image-factory/core/enrollment';
import type { Problem } from '@image-factory/core/problem';
import type { RebuildKey, RunId } from '@image-factory/core/rebuild';
import { formatReference, repositoryUrl, withDefaultTag } from '@image-factory/core/reference';
import type { Clock } from '../ports.ts';
import { defineSource, type DefinedSource } from './define-source.ts';
import type { FoundImage } from './find-image.ts';
import { pinBases } from './pins.ts';
import type { FactoryTree, RegistryReader, SourceFolder } from './ports.ts';

/** What whoever starts the build chooses; nothing of it comes from images.yaml. Build arguments go before those of the enrollment. */
export interface BuildSettings extends Pick<
  BuildPlan,
  'buildArgs' | 'secrets' | 'ssh' | 'cacheFrom' | 'cacheTo' | 'pull' | 'noCache' | 'network' | 'attest'
> {
  /** Only these, where each platform has a runner of its own. */
  readonly platforms?: readonly Platform[];
  /** The same source gives the same bytes: times are those of the commit. */
  readonly isReproducible: boolean;
  /** A folder for an OCI layout; then nothing is pushed. */
  readonly layout?: string;
}

export interface BuildInputs {
  readonly dir: RepoPath;
  /** Name of an enrolled image. */
  readonly image: string;
  readonly settings: BuildSettings;
  /** What asked for the build. */
  readonly key?: RebuildKey;
  /** What it is to be built from; what is not named is taken as the tags are now. */
  readonly pins: readonly Pin[];
  readonly version?: Version;
  /** The commit of the source; default: the newest. */
  readonly revision?: string;
  readonly attempt?: number;
  readonly run?: RunId;
  /** The repository that the factory is in, for the labels. */
  readonly home?: { readonly host: Host; readonly slug: RepoSlug };
}

export interface PlannedBuild {
  readonly plan?: BuildPlan;
  readonly defined?: DefinedSource;
  readonly problems: readonly Problem[];
}

/** What BuildKit is to be told: the source as it lies there, its bases pinned, and what the image will say of itself. */
export async function planBuild(
  inputs: BuildInputs,
  { image }: FoundImage,
  folder: SourceFolder,
  deps: { readonly tree: FactoryTree; readonly clock: Clock; readonly registries: RegistryReader },
): Promise<PlannedBuild> {
  const { settings } = inputs;
  const source = await defineSource(image, folder, deps.tree, settings.buildArgs);
  if (!source.ok) return { problems: source.error };
  const defined = source.value;
  const { value: pins, problems } = await pinBases(image.name, defined.images, inputs.pins, deps.registries);
  const plan = toPlan(inputs, image, folder, defined, pins, deps.clock.now());
  return {
    plan,
    defined,
    problems: [...defined.problems, ...problems, ...checkPlan(plan).map((problem) => ({ ...problem, image: image.name }))],
  };
}

function toPlan(
  inputs: BuildInputs,
  image: ManagedImage,
  folder: SourceFolder,
  source: DefinedSource,
  pins: readonly Pin[],
  now: Date,
): BuildPlan {
  const { settings } = inputs;
  const { options, analysis, stages, context, dockerfile, bake } = source;
  const platforms = settings.platforms ?? options.platforms ?? [];
  const epoch = settings.isReproducible ? folder.committedAt : undefined;
  const facts = factsOf(
    { ...inputs, version: versionOf(inputs, source) },
    image,
    folder,
    finalBaseOf(analysis.images, pins),
    epoch === undefined ? now : new Date(epoch * 1000),
  );
  const output: BuildOutput =
    settings.layout === undefined
      ? { kind: 'registry', name: repositoryUrl({ domain: image.registry, path: image.repository }), pushByDigest: true }
      : { kind: 'oci-layout', path: settings.layout };
  const { isReproducible: _, layout: __, ...told } = settings;
  return {
    ...told,
    // A bake file says context, Dockerfile and stage itself; our words about them would go before its own.
    ...(bake === undefined
      ? { context, dockerfile, ...(options.target === undefined ? {} : { stage: options.target }) }
      : { base: { target: bake.target, linked: bake.linked } }),
    stages,
    platforms,
    buildArgs: { ...(bake === undefined ? options.buildArgs : image.source.buildArgs), ...settings.buildArgs },
    contexts: options.contexts ?? {},
    pins,
    labels: imageLabels(facts),
    annotations: imageAnnotations(facts, platforms),
    output,
    ...(epoch === undefined ? {} : { sourceDateEpoch: epoch }),
    rewriteTimestamp: epoch !== undefined,
  };
}

function factsOf(
  { key, version, home }: Pick<BuildInputs, 'key' | 'home'> & { readonly version: Version | undefined },
  image: ManagedImage,
  { revision }: SourceFolder,
  base: FinalBase | undefined,
  created: Date,
): ImageFacts {
  const { host, repo } = image.source;
  const place = repo === undefined ? home : { host, slug: repo };
  return {
    image: image.name,
    description: image.description,
    source: place === undefined ? undefined : `https://${place.host}/${place.slug}`,
    revision,
    version,
    created,
    key,
    base,
  };
}

function finalBaseOf(pulled: DefinedSource['analysis']['images'], pins: readonly Pin[]): FinalBase | undefined {
  const final = pulled.find(({ use }) => use === 'final-base');
  if (final === undefined) return undefined;
  const { digest } = final.reference;
  if (digest !== undefined) return { reference: final.reference, digests: new Map(final.platforms.map((platform) => [platform, digest])) };
  const reference = withDefaultTag(final.reference);
  const name = formatReference(reference);
  const pin = pins.find((one) => formatReference(one.reference) === name);
  return { reference, digests: pin?.digests ?? new Map() };
}

/** What somebody says goes before what a file of ours has. */
export function versionOf({ version }: BuildInputs, source: DefinedSource): Version | undefined {
  return version ?? source.version;
}
