import { freshnessReader, type FreshnessReader, type Override } from '@image-factory/core/decide';
import { parseTime, type ImageName } from '@image-factory/core/enrollment';
import type { FactoryModel, ManagedNode } from '@image-factory/core/graph';
import { knownOf, newest, seenOf } from '@image-factory/core/observe';
import { worstFirst, type Problem } from '@image-factory/core/problem';
import { readRebuild, type Rebuild, type RebuildScan } from '@image-factory/core/rebuild';
import { formatReference, identityOf, parseDigest, parseReference, type Digest, type ImageReference } from '@image-factory/core/reference';
import { afterRebuild, applyAdvisories, decideOverride, type Advisory, type OverrideDecision, type Scan } from '@image-factory/core/scan';
import { textField, type StateSnapshot } from '@image-factory/core/state';
import type { YamlMap } from '@image-factory/core/yaml';
import pLimit from 'p-limit';
import { baseName, basesOf, layersOf, movedAt, onLayers, type BaseScans, type KnownBase } from './overrides-bases.ts';
import type { Reports, ScannedImage } from './overrides-read.ts';
import { problemsOf } from './overrides-told.ts';
import type { RegistryPort } from '../observe/index.ts';
import type { ImageContents } from './ports.ts';
import { unknownImage } from './unknown-image.ts';

export interface OverridesInput {
  readonly model: FactoryModel;
  /** The state that decisions are made on: what is asked for rests on it. */
  readonly state: StateSnapshot;
  readonly now: Date;
  /** Says what stands under a published tag now; without it, what was seen there is all that is known. */
  readonly lookUp?: RegistryPort['lookUp'];
}

export interface Overrides {
  readonly overrides: ReadonlyMap<ImageName, Override>;
  /** What reports say of images that were rebuilt for vulnerabilities, and are published now. */
  readonly scans: ReadonlyMap<ImageName, RebuildScan>;
  readonly problems: readonly Problem[];
}

/** Questions that are under way at a time. */
const atOnce = 8;

/**
 * What reports and advisories ask for (SPEC section 7, point 4): rebuilds before any delay is over, and what people should
 * hear of the rest.
 *
 * @param registries - tell the layers of base images; without them packages of languages have no known origin
 */
export async function overridesFrom(
  reports: Reports,
  input: OverridesInput,
  registries?: Pick<ImageContents, 'config'>,
): Promise<Overrides> {
  const { model, state, now } = input;
  const sorted = sortScans(reports.scans, model);
  const naming = reports.advisories.filter(({ image }) => image !== undefined);
  const context: Context = {
    ...input,
    ...sorted,
    advisories: reports.advisories,
    naming,
    reader: freshnessReader(state, model.config, now),
    registries,
  };
  const concerned = model.managed.filter(({ image }) => naming.length > 0 || sorted.ofImages.has(image.name));
  const limit = pLimit(atOnce);
  const judged = await Promise.all(concerned.map((node) => limit(() => judgeImage(node, context))));
  return {
    overrides: new Map(judged.flatMap(({ image, override }) => (override === undefined ? [] : [[image, override] as const]))),
    scans: new Map(judged.flatMap(({ image, scan }) => (scan === undefined ? [] : [[image, scan] as const]))),
    problems: worstFirst([...reports.problems, ...sorted.problems, ...judged.flatMap(({ problems }) => problems)]),
  };
}

interface SortedScans {
  readonly ofImages: ReadonlyMap<string, readonly ScannedImage[]>;
  readonly ofBases: BaseScans;
  readonly problems: readonly Problem[];
}

/** Reports of images that are built here, and of those that they are built from; an image of ours may be both. */
function sortScans(scans: readonly ScannedImage[], { managed }: FactoryModel): SortedScans {
  const names = managed.map(({ image }) => image.name);
  const published = new Map<string, string>(managed.map(({ image }) => [image.name, formatReference(publishedAs(image))]));
  const bases = new Set(scans.length === 0 ? [] : managed.flatMap(({ dependencies }) => dependencies.map(baseName)));
  const ofImages = new Map<string, ScannedImage[]>();
  const ofBases = new Map<string, Scan[]>();
  const problems: Problem[] = [];
  for (const scanned of scans) {
    const { image, file, scan } = scanned;
    const parsed = parseReference(image);
    const base = published.get(image) ?? (parsed.ok ? formatReference(identityOf(parsed.value)) : '');
    if (published.has(image)) append(ofImages, image, scanned);
    if (bases.has(base)) append(ofBases, base, scan);
    if (!published.has(image) && !bases.has(base)) problems.push({ ...unknownImage(image, names), source: { file } });
  }
  return { ofImages, ofBases, problems };
}

function append<T>(map: Map<string, T[]>, key: string, item: T): void {
  const items = map.get(key);
  if (items === undefined) map.set(key, [item]);
  else items.push(item);
}

interface Context extends OverridesInput, SortedScans {
  readonly advisories: readonly Advisory[];
  /** Those that name an image: they count even where no scanner found anything. */
  readonly naming: readonly Advisory[];
  readonly reader: FreshnessReader;
  readonly registries: Pick<ImageContents, 'config'> | undefined;
}

interface JudgedImage {
  readonly image: ImageName;
  readonly override?: Override;
  readonly scan?: RebuildScan;
  readonly problems: readonly Problem[];
}

async function judgeImage(node: ManagedNode, context: Context): Promise<JudgedImage> {
  const { name } = node.image;
  const { model, state, reader, ofImages, ofBases, advisories, naming, registries } = context;
  const own = state.images.get(name) ?? new Map();
  const rebuild = readRebuild(own);
  const bases = basesOf(node, state, reader, ofBases);
  const rebuiltFor = triedFor(rebuild, bases);
  const scans = ofImages.get(name) ?? [];
  const published = scans.length === 0 ? [] : await publishedDigests(node, own, rebuild, context);
  const input = { published, policy: model.config.rebuild.cve, rebuiltFor };
  const advised = { image: publishedAs(node.image), bases: node.dependencies.map(({ reference }) => reference) };
  const layers = scans.length === 0 || registries === undefined ? [] : await layersOf(bases, registries);
  const judged = scans.map(({ file, scan }): { readonly file?: string; readonly decision: OverrideDecision } => {
    const report = { ...scan, findings: applyAdvisories(scan.findings, advisories, advised) };
    return { file, decision: decideOverride({ ...input, report, bases: onLayers(bases, layers, scan.layers) }) };
  });
  if (naming.length > 0 && judged.every(({ decision }) => decision.kind === 'stale')) {
    const findings = applyAdvisories([], naming, advised);
    if (findings.length > 0) judged.push({ decision: decideOverride({ ...input, report: { findings }, bases }) });
  }
  const override = overrideOf(
    judged.map(({ decision }) => decision),
    rebuiltFor,
    rebuild,
  );
  const problems = judged.flatMap(({ file, decision }) => problemsOf(name, file, decision));
  const current = scans.filter((_, index) => judged[index]?.decision.kind !== 'stale').map(({ scan }) => scan);
  const scan = scanAfter(rebuild, published[0], current, context.now);
  return { image: name, problems, ...(override && { override }), ...(scan && { scan }) };
}

/** What became of what the last rebuild was made for; undefined while another one is open, and where it was made for something else. */
function scanAfter(
  { key, lastCause, lastEpoch = [] }: Rebuild,
  digest: Digest | undefined,
  scans: readonly Scan[],
  at: Date,
): RebuildScan | undefined {
  if (key !== undefined || lastCause !== 'cve' || lastEpoch.length === 0 || digest === undefined || scans.length === 0) return undefined;
  return {
    at,
    digest,
    ...afterRebuild(
      lastEpoch,
      scans.flatMap(({ findings }) => findings),
    ),
  };
}

/**
 * Several reports are one rebuild. What was tried, and what is asked for already, stays in its epoch, whichever of the reports
 * has it: else two of them would take turns in asking for what does not help.
 */
function overrideOf(
  decisions: readonly OverrideDecision[],
  rebuiltFor: readonly string[],
  { cause, epoch }: Rebuild,
): Override | undefined {
  const due = decisions.filter((decision) => decision.kind === 'due').toSorted((a, b) => b.helped.length - a.helped.length);
  const [first] = due;
  if (first === undefined) return undefined;
  const ids = [...due.flatMap((decision) => decision.epoch), ...rebuiltFor, ...(cause === 'cve' ? epoch : [])];
  return { ids: [...new Set(ids)].toSorted(), reason: first.reason };
}

/** What the last rebuild was made for; nothing once a base has moved since it was asked for, and the move is ready to build. */
function triedFor({ lastCause, lastEpoch = [], requestedAt }: Rebuild, bases: readonly KnownBase[]): readonly string[] {
  if (lastCause !== 'cve') return [];
  const moved = movedAt(bases);
  return moved !== undefined && requestedAt !== undefined && moved > requestedAt ? [] : lastEpoch;
}

/**
 * The digests of what is published, by platform, too. Where the registry does not tell, what was seen under the tag counts:
 * but once a rebuild is published, not what was seen before it was asked for.
 */
async function publishedDigests(
  { image }: ManagedNode,
  own: YamlMap,
  { requestedAt }: Rebuild,
  { lookUp }: Context,
): Promise<readonly Digest[]> {
  const current = parseDigest(textField(own, 'currentDigest') ?? '');
  const found = await lookUp?.(publishedAs(image), knownOf(own));
  if (found?.kind === 'found' && found.digest === current) return [current, ...found.platforms.values()];
  const builtAt = parseTime(textField(own, 'lastBuilt') ?? '');
  const since = builtAt.ok && requestedAt !== undefined && requestedAt <= builtAt.value ? requestedAt : undefined;
  const seen = [...seenOf(own).values()].flatMap((sightings) => {
    const sighting = newest(sightings);
    return sighting === undefined || (since !== undefined && sighting.at < since) ? [] : [sighting.digest];
  });
  return [...new Set([...(current === undefined ? [] : [current]), ...seen])];
}

function publishedAs({ registry, repository, publishedTag }: ManagedNode['image']): ImageReference {
  return { domain: registry, path: repository, tag: publishedTag };
}
