import { parseVersion, versionLabel, type BuildMetadata, type BuildPlan, type BuiltFrom, type Version } from '@image-factory/core/build';
import { platformsOf } from '@image-factory/core/decide';
import type { Platform } from '@image-factory/core/dockerfile';
import type { ManagedImage } from '@image-factory/core/enrollment';
import { hasErrors, worstFirst, type Problem } from '@image-factory/core/problem';
import { formatReference, withDefaultTag, type Digest } from '@image-factory/core/reference';
import { readProvenances } from '../rebuild/read-evidence.ts';
import { builtBefore } from './built-before.ts';
import { readBuilt, type BuiltImage } from './built-image.ts';
import type { DefinedSource } from './define-source.ts';
import { findImage } from './find-image.ts';
import { planBuild, versionOf, type BuildInputs } from './plan-build.ts';
import type { Builder, RegistryReader, SourceFolders, StepDeps } from './ports.ts';

export interface BuildDeps extends StepDeps {
  readonly folders: SourceFolders;
  readonly builder: Builder;
}

export interface BuildReport {
  /** Undefined when nothing was built. */
  readonly metadata?: BuildMetadata;
  /** The plan, for a dry run and for whoever wants to know. */
  readonly plan?: BuildPlan;
  readonly problems: readonly Problem[];
}

/**
 * Builds an image from its source and pushes it by digest: no tag moves (SPEC section 10). Its bases are pinned to what was
 * decided, or else to what their tags point to now, so that all platforms and stages take the same. What was built for the
 * same key before is not built again.
 *
 * @param dryRun - ends with the plan
 */
export async function build(inputs: BuildInputs, deps: BuildDeps, dryRun = false): Promise<BuildReport> {
  const found = await findImage(inputs.dir, inputs.image, deps.tree);
  if (!found.ok) return { problems: found.error };
  const { image, config } = found.value;
  const registries = await deps.registries(config.registries);
  const startedAt = deps.clock.now();
  const before = inputs.key === undefined ? undefined : await builtBefore(image, inputs.key, registries);
  if (before !== undefined) {
    deps.log.info(`It was built for this request before: ${before.digest}.`);
    return {
      metadata: metadataOf(inputs, image, before, {
        startedAt,
        endedAt: deps.clock.now(),
        builtFrom: new Map(),
        version: parseVersion(before.labels.get(versionLabel) ?? ''),
      }),
      problems: [],
    };
  }
  const opened = await deps.folders.open(image, inputs.revision);
  if (!opened.ok) return { problems: opened.error };
  await using folder = opened.value;
  const planned = await planBuild(inputs, found.value, folder, { ...deps, registries: registries.read });
  const { plan, defined, problems } = planned;
  if (plan === undefined || defined === undefined || hasErrors(problems)) return { ...(plan && { plan }), problems: worstFirst(problems) };
  if (dryRun) return { plan, problems: worstFirst(problems) };
  const baked = await deps.log.phase('Build', () =>
    deps.builder.bake({ plan, files: defined.bake === undefined ? [] : [defined.bake.file], workDir: folder.path }),
  );
  const named = (all: readonly Problem[]): Problem[] =>
    worstFirst([...problems, ...all.map((problem) => ({ ...problem, image: image.name }))]);
  if (!baked.ok) return { plan, problems: named(baked.error) };
  if (inputs.settings.layout !== undefined) return { plan, problems: named([]) };
  const built = await readBuilt(image, baked.value.digest, registries);
  if (!built.ok) return { plan, problems: named(built.error) };
  const { builtFrom, problems: doubts } = await provenBases(image, built.value, defined, registries.read);
  const facts = {
    startedAt,
    endedAt: deps.clock.now(),
    builtFrom,
    version: versionOf(inputs, defined),
    ...(folder.revision === undefined ? {} : { revision: folder.revision }),
  };
  return { metadata: metadataOf(inputs, image, built.value, facts), plan, problems: named(doubts) };
}

/** What it was built from by its own word; only images that its Dockerfile names, for scanners and the like are pulled, too. */
async function provenBases(
  image: ManagedImage,
  { digest, platforms }: BuiltImage,
  { images }: DefinedSource,
  registries: RegistryReader,
): Promise<{ readonly builtFrom: BuiltFrom; readonly problems: readonly Problem[] }> {
  const repository = { domain: image.registry, path: image.repository };
  const { published, problems } = await readProvenances(repository, { kind: 'found', digest, platforms }, registries);
  const names = new Set(images.map(({ reference }) => formatReference(withDefaultTag(reference))));
  const builtFrom = new Map<string, Map<Platform, Digest>>();
  for (const [platform, { provenance }] of published) {
    for (const material of provenance?.materials ?? []) {
      const name = formatReference(withDefaultTag(material.reference)).replace(/@.*$/, '');
      if (material.isFrontend || !names.has(name)) continue;
      if (material.platform !== undefined && material.platform !== platform) continue;
      builtFrom.set(name, (builtFrom.get(name) ?? new Map<Platform, Digest>()).set(platform, material.digest));
    }
  }
  return { builtFrom, problems };
}

interface MadeFacts {
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly builtFrom: BuiltFrom;
  readonly version: Version | undefined;
  readonly revision?: string;
}

function metadataOf(
  { key, attempt, run }: BuildInputs,
  image: ManagedImage,
  { digest, platforms, sizes }: BuiltImage,
  { startedAt, endedAt, builtFrom, version, revision }: MadeFacts,
): BuildMetadata {
  return {
    schemaVersion: 1,
    image: image.name,
    outcome: 'built',
    ...(key === undefined ? {} : { key }),
    ...(version === undefined ? {} : { version }),
    digest,
    tags: [],
    platforms,
    ...(revision === undefined ? {} : { revision }),
    builtFrom,
    startedAt,
    durationSeconds: Math.max(0, Math.round((endedAt.getTime() - startedAt.getTime()) / 1000)),
    ...(attempt === undefined ? {} : { attempt }),
    sizes: { after: sizes },
    ...(run === undefined ? {} : { run }),
  };
}

/** The platforms that an image is built for, where its enrollment names any; the matrix of runners is made of them. */
export function wantedPlatforms(image: ManagedImage): readonly Platform[] {
  return image.source.platforms === undefined ? [] : platformsOf(image);
}
