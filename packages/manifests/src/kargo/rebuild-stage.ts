import type { ManagedImage } from '@image-factory/core/enrollment';
import { error, type Checked, type Problem } from '@image-factory/core/problem';
import type { StageProps } from './constructs.ts';
import { goDuration } from './duration.ts';
import { stageName } from './names.ts';
import { notifyStep } from './notify-factory.ts';
import type { Settings } from './settings.ts';
import { atOnce, stage } from './stages.ts';
import { startBuildStep, targetSecret, type OwnBuild } from './start-build.ts';
import { bracedExpression, code, isPlainWord, quoted, type Code, type KargoText } from './text.ts';
import type { PromotionStep, RequestedFreight } from './types.ts';
import type { WatchedImage } from './watched-image.ts';

/** An image that a rebuild follows. */
export interface RebuildOrigin {
  readonly image: WatchedImage;
  /** False for a managed parent whose own rebuild must not lead to this one: by its `cascade`, or in a circle. */
  readonly leadsOn: boolean;
}

/**
 * `rebuild-trigger-{image}`: one Stage for each managed image, with one entry for each image it is built from.
 *
 * In `factory` mode nobody promotes it but a person, whose promotion asks the factory for a rebuild that does not wait
 * for the delay. `autoRebuild`, `hold` and `cascade` concern what the factory does by itself, so they change nothing.
 *
 * In `direct` mode Kargo promotes it after the image's `rebuildDelay` without a newer digest, and its step starts the
 * image's own build; an image without a build of its own asks the factory. `autoRebuild: false` and `hold` leave the
 * promotion to a person: Kargo knows no end of a hold, so it counts while it is written down. A managed parent with
 * `cascade: none` is no entry here, and neither is one in a circle, which would never end. `cascade: direct` can't be
 * told from `transitive`: Kargo sees that the parent moved, not why. Settling, caps and holds on bases are the factory's
 * and have no counterpart here.
 *
 * @param origins - what the image is built from, ordered; those without a Warehouse are left out
 * @returns undefined when there is nothing to follow or nobody to ask
 */
export function rebuildStage(settings: Settings, image: ManagedImage, origins: readonly RebuildOrigin[]): Checked<StageProps | undefined> {
  const isDirect = settings.rebuild === 'direct';
  const followed = origins.filter(({ leadsOn }) => leadsOn || !isDirect).map((origin) => origin.image);
  if (followed.length === 0) return { value: undefined, problems: [] };
  const step = isDirect ? directStep(settings, image, followed) : { value: askFactory(settings, image, followed), problems: [] };
  if (step.value === undefined) return { value: undefined, problems: step.problems };
  const props = stage(settings, {
    name: stageName.rebuild(image.name),
    image: image.name,
    why: isDirect
      ? `rebuilds ${image.name} when what it is built from has moved`
      : `asks for a rebuild of ${image.name} when a person promotes it`,
    automatic: isDirect && image.autoRebuild && image.hold === undefined,
    requestedFreight: followed.map((origin) => requested(settings, image, origin)),
    steps: [step.value],
  });
  return { value: props, problems: step.problems };
}

function requested(settings: Settings, image: ManagedImage, watched: WatchedImage): RequestedFreight {
  const origin = { kind: 'Warehouse', name: watched.warehouse } as const;
  // Behind a managed parent there is no delay: it was served at the top.
  if (watched.kind === 'managed' && settings.analysis !== undefined)
    return { origin, sources: { stages: [stageName.analyze(watched.name)] } };
  const delay = image.rebuildDelay.milliseconds;
  // Kargo ignores a soak time that stands beside `direct`, and one of nothing needs no Stage to wait behind.
  if (watched.kind === 'managed' || settings.rebuild === 'factory' || delay === 0) return atOnce(watched);
  return { origin, sources: { stages: [stageName.observe(watched.warehouse)], requiredSoakTime: goDuration(delay) } };
}

function askFactory(settings: Settings, image: ManagedImage, followed: readonly WatchedImage[]): PromotionStep | undefined {
  return settings.factory === undefined ? undefined : notifyStep('image-factory-rebuild', image.name, watchedRepository(followed));
}

function directStep(settings: Settings, image: ManagedImage, followed: readonly WatchedImage[]): Checked<PromotionStep | undefined> {
  const { source } = image;
  if (!hasOwnBuild(image)) return { value: askFactory(settings, image, followed), problems: [] };
  const slug = source.repo ?? settings.config.repository;
  if (slug === undefined) return { value: undefined, problems: [] };
  const { provider, host, branch, workflow } = source;
  const build: OwnBuild = { provider, host, slug, branch, ...(workflow === undefined ? {} : { workflow }) };
  const { dispatch } = settings.config.kargo.secrets;
  const secret = isHome(settings, build) ? dispatch : targetSecret(dispatch, build);
  if (![host, slug, branch, workflow ?? '-', secret].every(isPlainWord)) return { value: undefined, problems: [unsafeSource(image)] };
  return { value: startBuildStep(build, secret, image.name, watchedRepository(followed)), problems: [] };
}

/** Whether a build is in the factory's own repository, for which there is a Secret already. */
function isHome({ factory }: Settings, build: OwnBuild): boolean {
  return factory?.provider === build.provider && factory.host === build.host && factory.slug === build.slug;
}

/** Whether the entry names a build of the image's own; otherwise the factory builds it. */
function hasOwnBuild({ source }: ManagedImage): boolean {
  return source.provider === 'github' ? source.workflow !== undefined : source.pipeline !== undefined || source.job !== undefined;
}

/** The repository that the promoted Freight is from. It differs from origin to origin, so several need a table. */
function watchedRepository(origins: readonly WatchedImage[]): KargoText {
  const [first, ...rest] = origins;
  if (first === undefined) throw new TypeError('a Stage needs an origin');
  if (rest.every(({ repository }) => repository === first.repository)) return first.repository;
  const entries = origins.map(({ warehouse, repository }) => code`${quoted(warehouse)}: ${quoted(repository)}`);
  return bracedExpression`{${joined(entries)}}[ctx.targetFreight.origin.name]`;
}

function joined([first, ...rest]: readonly Code[]): Code {
  return rest.reduce((all, entry) => code`${all}, ${entry}`, first ?? code``);
}

function unsafeSource({ name }: ManagedImage): Problem {
  return error(
    'synth/invalid-manifest',
    `The source of ${name} holds characters that Kargo could take for an expression; its rebuild is left out.`,
    { image: name },
  );
}
