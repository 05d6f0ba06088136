import { imageLabel, keyLabel, versionLabel } from '@image-factory/core/build';
import { platformsOf, shortDigest, writeBuiltFrom, type BuiltBase } from '@image-factory/core/decide';
import type { BranchName, ImageName, ManagedImage, RepoPath } from '@image-factory/core/enrollment';
import { buildModel, type ManagedNode } from '@image-factory/core/graph';
import type { Found } from '@image-factory/core/observe';
import { error, hasErrors, warning, worstFirst, type Problem } from '@image-factory/core/problem';
import { finished, parseRebuildKey, readRebuild, writeRebuild, type RebuildKey } from '@image-factory/core/rebuild';
import { parseTag, type Digest, type ImageReference, type Tag } from '@image-factory/core/reference';
import { mergeState, recordPublished, renderState, statePath, type StateSnapshot } from '@image-factory/core/state';
import { formatTime } from '@image-factory/core/text';
import type { YamlMap } from '@image-factory/core/yaml';
import { commitRun, type CommitRunDeps, type Target } from '../commit/index.ts';
import { pathIn } from '../layout.ts';
import { loadFactory } from '../load.ts';
import type { OpenRegistries } from '../observe/index.ts';
import type { Clock } from '../ports.ts';
import type { Registries } from '../rebuild/ports.ts';
import { readEvidence } from '../rebuild/read-evidence.ts';
import { unknownImage } from '../rebuild/unknown-image.ts';
import { emptyReport, type RunReport } from '../report.ts';
import { withManifests } from '../with-manifests.ts';
import { write } from '../write.ts';

/** What a build says of itself: a hint. What is recorded is what the registry has. */
export interface BuildHint {
  readonly image: string;
  /** What was built. */
  readonly digest: Digest;
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
  const { managed } = buildModel(enrollment, state, config).value;
  const node = managed.find((one) => one.image.name === image);
  const own = node === undefined ? undefined : state.images.get(node.image.name);
  if (node === undefined || own === undefined) {
    const names = managed.map((one) => one.image.name);
    return { report: emptyReport([node === undefined ? unknownImage(image, names) : notAnalyzed(image)], dryRun) };
  }
  const registries = await deps.registries(config.registries);
  const found = await lookedUp(node.image, inputs.digest, registries);
  if (!('digest' in found)) return { report: emptyReport([found], dryRun) };
  const { next, recorded, problems } = await withBuild({ node, own, found, state }, registries, deps.clock.now());
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

/** What stands under the published tag, which has to be what was built. */
async function lookedUp(
  { registry, repository, publishedTag, name }: ManagedImage,
  digest: Digest,
  registries: Registries,
): Promise<Found | Problem> {
  const reference: ImageReference = { domain: registry, path: repository, tag: publishedTag };
  const lookUp = await registries.lookUp(reference);
  if (lookUp.kind === 'found' && lookUp.digest === digest) return lookUp;
  const what = `${name}: ${registry}/${repository}:${publishedTag}`;
  if (lookUp.kind === 'unknown')
    return error('build/not-recorded', `${what} can not be looked up: ${lookUp.why}.`, {
      image: name,
      hint: 'Nothing was recorded. The next sweep looks again.',
    });
  const stands = lookUp.kind === 'found' ? shortDigest(lookUp.digest) : 'nothing';
  return warning('build/not-published', `${what} is ${stands}, and ${shortDigest(digest)} was said to be built.`, {
    image: name,
    hint: 'Nothing was recorded: a newer build may have come first, or the tag was not moved. The next sweep records what stands there.',
  });
}

interface Built {
  readonly node: ManagedNode;
  readonly own: YamlMap;
  readonly found: Found;
  readonly state: StateSnapshot;
}

async function withBuild(
  { node, own, found, state }: Built,
  registries: Registries,
  now: Date,
): Promise<{ readonly next: YamlMap; readonly recorded?: RecordedBuild; readonly problems: readonly Problem[] }> {
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
  const recorded = result.kind === 'recorded' ? result.state : own;
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

function notAnalyzed(image: string): Problem {
  return error('build/not-recorded', `${image} has no state yet.`, { hint: 'Run `image-factory update` first.' });
}
