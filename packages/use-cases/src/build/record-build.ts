import {
  imageLabel,
  keyLabel,
  sameContents,
  versionLabel,
  withBuildFacts,
  type BuildFacts,
  type ImageContents,
} from '@image-factory/core/build';
import { platformsOf, shortDigest, writeBuiltFrom, type BuiltBase } from '@image-factory/core/decide';
import type { Platform } from '@image-factory/core/dockerfile';
import type { BranchName, ImageName, ManagedImage, RepoPath } from '@image-factory/core/enrollment';
import { buildModel, type FactoryModel, type ManagedNode } from '@image-factory/core/graph';
import type { Found } from '@image-factory/core/observe';
import { error, hasErrors, warning, worstFirst, type Problem } from '@image-factory/core/problem';
import { finished, parseRebuildKey, readRebuild, writeRebuild, type RebuildKey } from '@image-factory/core/rebuild';
import { parseTag, type Digest, type ImageReference, type Tag } from '@image-factory/core/reference';
import { mergeState, recordPublished, renderState, statePath, type StateSnapshot } from '@image-factory/core/state';
import { at, formatTime, listAt } from '@image-factory/core/text';
import type { YamlMap } from '@image-factory/core/yaml';
import { commitRun, type CommitRunDeps, type Target } from '../commit/index.ts';
import { pathIn } from '../layout.ts';
import { loadFactory } from '../load.ts';
import type { OpenRegistries } from '../observe/index.ts';
import type { Clock } from '../ports.ts';
import type { Registries } from '../rebuild/ports.ts';
import { readEvidence } from '../rebuild/read-evidence.ts';
import { recordUnchanged, type Unchanged } from '../rebuild/record-unchanged.ts';
import { unknownImage } from '../rebuild/unknown-image.ts';
import { emptyReport, type RunReport } from '../report.ts';
import { withManifests } from '../with-manifests.ts';
import { write } from '../write.ts';

/** What a build says of itself: a hint. What is recorded is what the registry has. */
interface BuildHint {
  readonly image: string;
  /** What was built. */
  readonly digest: Digest;
  /** What nobody can read afterwards. */
  readonly told?: Pick<BuildFacts, 'attempt' | 'durationSeconds'>;
}

export interface RecordBuildInputs extends BuildHint {
  readonly dir: RepoPath;
  readonly branch: BranchName;
  readonly dryRun: boolean;
}

export interface RecordBuildDeps extends CommitRunDeps {
  readonly clock: Clock;
  readonly registries: OpenRegistries<Registries>;
}

/** What was recorded of an image. */
export interface RecordedBuild {
  readonly image: ImageName;
  readonly digest: Digest;
  readonly version?: Tag;
  readonly key?: RebuildKey;
  /** A sentence. */
  readonly why: string;
}

export interface RecordBuildReport {
  /** Undefined where nothing new was to be recorded; the problems say why. */
  readonly recorded?: RecordedBuild;
  readonly commit?: string;
  readonly problems: readonly Problem[];
}

/**
 * Records that an image was built (SPEC sections 5, 8 and 10). The word of whoever says so only tells where to look: digest,
 * version, key and what it was built from are read in the registry, where the build left them. The same word again, or one
 * that comes late, changes nothing.
 */
export async function recordBuild(inputs: RecordBuildInputs, deps: RecordBuildDeps): Promise<RecordBuildReport> {
  let last: Step | undefined;
  const { report, commit } = await commitRun(inputs, deps, async (target) => {
    last = await recordStep(inputs, target, deps);
    return last.report;
  });
  const isCertain = last !== undefined && last.report === report;
  return {
    ...(isCertain && last?.recorded !== undefined ? { recorded: last.recorded } : {}),
    ...(commit === undefined ? {} : { commit }),
    problems: worstFirst(report.problems),
  };
}

interface Step {
  readonly recorded?: RecordedBuild;
  readonly report: RunReport;
}

async function recordStep(inputs: RecordBuildInputs, target: Target, deps: RecordBuildDeps): Promise<Step> {
  const { dir, image, dryRun } = inputs;
  const loaded = await loadFactory(dir, target);
  const { enrollment, config, state } = loaded;
  if (enrollment === undefined || config === undefined) return { report: emptyReport(loaded.problems, dryRun) };
  const model = buildModel(enrollment, state, config).value;
  const { managed } = model;
  const node = managed.find((one) => one.image.name === image);
  const own = node === undefined ? undefined : state.images.get(node.image.name);
  if (node === undefined || own === undefined) {
    const names = managed.map((one) => one.image.name);
    return { report: emptyReport([node === undefined ? unknownImage(image, names) : notAnalyzed(image)], dryRun) };
  }
  const registries = await deps.registries(config.registries);
  const now = deps.clock.now();
  const built = { node, own, digest: inputs.digest, told: inputs.told ?? {}, model, state };
  const { next, recorded, problems } = await outcomeOf(built, registries, now);
  const damage = loaded.problems.filter((problem) => hasErrors([problem]));
  const report = await withManifests({ dir, dryRun }, target, deps.log, async (tree) => {
    if (next === own) return { changed: false, problems: [...damage, ...problems] };
    const place = { shelf: 'images', stem: node.image.name } as const;
    const change = { kind: 'write', path: pathIn(loaded.layout.state, statePath(place)), text: renderState(place, next) } as const;
    const written = dryRun ? [] : await write([change], `Record a build of ${image}\n\n${recorded?.why ?? ''}\n`, tree, deps.log);
    return { changed: true, problems: [...damage, ...problems, ...written] };
  });
  return { report, ...(recorded === undefined ? {} : { recorded }) };
}

interface Reported {
  readonly node: ManagedNode;
  readonly own: YamlMap;
  readonly digest: Digest;
  readonly told: NonNullable<BuildHint['told']>;
  readonly model: FactoryModel;
  readonly state: StateSnapshot;
}

interface Outcome {
  /** The very state that came in when there is nothing new. */
  readonly next: YamlMap;
  readonly recorded?: RecordedBuild;
  readonly problems: readonly Problem[];
}

/** What was built stands under the published tag, or holds the same as what stands there; else nothing is recorded. */
async function outcomeOf(reported: Reported, registries: Registries, now: Date): Promise<Outcome> {
  const { node, own, digest, told, state } = reported;
  const { registry, repository, publishedTag, name } = node.image;
  const reference: ImageReference = { domain: registry, path: repository, tag: publishedTag };
  const lookUp = await registries.lookUp(reference);
  if (lookUp.kind === 'found' && lookUp.digest === digest) return withBuild({ node, own, found: lookUp, told, state }, registries, now);
  const what = `${registry}/${repository}:${publishedTag}`;
  if (lookUp.kind === 'unknown') return { next: own, problems: [notLookedUp(name, `${what} can not be looked up: ${lookUp.why}`)] };
  const unchanged = await asUnchanged(reported, registries, now);
  if (unchanged.kind === 'recorded') {
    const { state: next, why, problems } = unchanged;
    return { next, problems, recorded: { image: name, digest, why } };
  }
  if (unchanged.kind === 'later') return { next: own, problems: [notLookedUp(name, unchanged.why.replace(/\.$/, ''))] };
  const stands = lookUp.kind === 'found' ? shortDigest(lookUp.digest) : 'nothing';
  const problem = warning(
    'build/not-published',
    `${name}: ${what} is ${stands}, and ${shortDigest(digest)} was said to be built. ${unchanged.why}`,
    {
      image: name,
      hint: 'Nothing was recorded: a newer build may have come first, or the tag was not moved. The next sweep records what stands there.',
    },
  );
  return { next: own, problems: [problem, ...unchanged.problems] };
}

/** No tag moves for what holds the same as the published image; its rebuild is done all the same. */
async function asUnchanged({ node, digest, model, state }: Reported, registries: Registries, now: Date): Promise<Unchanged> {
  const { registry: domain, repository: path, name } = node.image;
  const found = await registries.lookUp({ domain, path, digest });
  if (found.kind !== 'found') return { kind: 'refused', why: 'It is not in the registry.', problems: [] };
  const labels = await labelsOf(node.image, found, registries);
  const key = parseRebuildKey(labels.get(keyLabel) ?? '');
  if (key === undefined || labels.get(imageLabel) !== name)
    return { kind: 'refused', why: 'It does not say for which rebuild it was made.', problems: [] };
  const same = (before: ImageContents, after: ImageContents): boolean => sameContents(before, after).kind === 'equal';
  return recordUnchanged({ node, key, candidate: digest }, { model, state, now }, { registries, same });
}

function notLookedUp(image: ImageName, why: string): Problem {
  return error('build/not-recorded', `${image}: ${why}.`, { image, hint: 'Nothing was recorded. The next sweep looks again.' });
}

interface Built {
  readonly node: ManagedNode;
  readonly own: YamlMap;
  readonly found: Found;
  readonly told: Reported['told'];
  readonly state: StateSnapshot;
}

async function withBuild({ node, own, found, told, state }: Built, registries: Registries, now: Date): Promise<Outcome> {
  const { image } = node;
  const labels = await labelsOf(image, found, registries);
  const owner = labels.get(imageLabel);
  if (owner !== undefined && owner !== image.name)
    return {
      next: own,
      problems: [error('build/not-recorded', `What stands there says that it is another image.`, { image: image.name })],
    };
  const version = parseTag(labels.get(versionLabel) ?? '');
  const key = parseRebuildKey(labels.get(keyLabel) ?? '');
  const published = { digest: found.digest, ...(version === undefined ? {} : { version }) };
  const result = recordPublished('managed', own, published, formatTime(now), 'look-up');
  const recorded =
    result.kind === 'recorded'
      ? withBuildFacts(result.state, found.digest, { ...told, key, sizes: await sizesOf(image, found, registries) })
      : own;
  const { bases, problems } = await readEvidence(node, found, state, registries);
  const reported = new Map([...bases].map(([name, base]) => [name, asReported(base)]));
  const withBases =
    reported.size === 0 ? recorded : mergeState('managed', recorded, 'build', new Map([['builtFrom', writeBuiltFrom(reported)]]));
  const ending = key === undefined ? undefined : finished(readRebuild(withBases), { key, outcome: 'succeeded', at: now });
  const next =
    ending?.kind === 'moved'
      ? mergeState('managed', withBases, 'dispatch', new Map([['rebuildState', writeRebuild(withBases, ending.rebuild)]]))
      : withBases;
  if (next === own) return { next, problems };
  const named = version === undefined ? shortDigest(found.digest) : `${version} (${shortDigest(found.digest)})`;
  return {
    next,
    problems,
    recorded: {
      image: image.name,
      digest: found.digest,
      ...(version === undefined ? {} : { version }),
      ...(key === undefined ? {} : { key }),
      why: `${named} is published now.`,
    },
  };
}

/** A build that says where it is, and whose provenance was read there: the best evidence that there is (SPEC section 7, point 1). */
function asReported(base: BuiltBase): BuiltBase {
  return base.evidence === 'provenance' ? { ...base, evidence: 'report' } : base;
}

async function labelsOf(image: ManagedImage, found: Found, registries: Registries): Promise<ReadonlyMap<string, string>> {
  const platform = platformsOf(image).find((one) => found.platforms.has(one)) ?? [...found.platforms.keys()][0];
  const digest = platform === undefined ? undefined : found.platforms.get(platform);
  if (digest === undefined) return new Map();
  const config = await registries.config({ domain: image.registry, path: image.repository }, digest);
  return config?.labels ?? new Map();
}

/** Compressed bytes of the layers, as far as the registry tells. */
async function sizesOf(image: ManagedImage, { platforms }: Found, registries: Registries): Promise<ReadonlyMap<Platform, number>> {
  const repository = { domain: image.registry, path: image.repository };
  const sizes = new Map<Platform, number>();
  for (const [platform, digest] of platforms) {
    const layers = listAt(await registries.manifest(repository, digest), 'layers').map((layer) => at(layer, 'size'));
    const size = layers.reduce<number>((sum, bytes) => sum + (typeof bytes === 'number' ? bytes : 0), 0);
    if (size > 0) sizes.set(platform, size);
  }
  return sizes;
}

function notAnalyzed(image: string): Problem {
  return error('build/not-recorded', `${image} has no state yet.`, { hint: 'Run `image-factory update` first.' });
}
