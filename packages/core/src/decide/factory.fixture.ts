import { readEnrollment, readFactory } from '../enrollment/index.ts';
import { buildModel, type FactoryModel } from '../graph/index.ts';
import { emptySnapshot, type StateSnapshot } from '../state/index.ts';
import { baseKey, identityOf, parseReference } from '../reference/index.ts';
import { formatTime } from '../text/index.ts';
import { renderYaml, toYaml, type YamlMap } from '../yaml/index.ts';
import { decideAll, type PlanInput } from './plan.ts';
import type { Decided } from './types.ts';

export const hour = 3_600_000;
const start = Date.UTC(2026, 0, 1);

/** Hours after the beginning of the story. */
export function at(hours: number): Date {
  return new Date(start + hours * hour);
}

/** A digest by the letter that its story calls it. */
export function digest(letter: string): string {
  return `sha256:${Buffer.from(letter).toString('hex').padEnd(64, '0').slice(0, 64)}`;
}

/** What was seen of an image: letters with the hour of their first sight, on linux/amd64, or by platform. */
type Seen = readonly (readonly [string, number])[] | Readonly<Record<string, readonly (readonly [string, number])[]>>;

export interface StoryImage {
  readonly from?: readonly string[];
  /** By name of the base as `from` writes it: the letter that it was built from; by platform where there are several. */
  readonly built?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly evidence?: string;
  /** More of its entry in images.yaml. */
  readonly entry?: Readonly<Record<string, unknown>>;
  readonly platforms?: readonly string[];
  readonly published?: string;
  /** What was seen under its own published tag. */
  readonly seen?: Seen;
  readonly rebuild?: Readonly<Record<string, unknown>>;
}

export interface Story {
  /** Its images are `ghcr.io/acme/NAME:latest`. */
  readonly images: Readonly<Record<string, StoryImage>>;
  readonly bases?: Readonly<Record<string, Seen>>;
  /** Bases that could not be looked up since an hour, and platforms that bases do not have any more. */
  readonly failing?: Readonly<Record<string, number>>;
  readonly absent?: Readonly<Record<string, readonly string[]>>;
  /** More of factory.yaml. */
  readonly factory?: Readonly<Record<string, unknown>>;
  readonly now: number;
}

/** A factory as enrollment and state files tell it. */
export function factoryOf({ images, bases = {}, failing = {}, absent = {}, factory = {} }: Story): { model: FactoryModel; state: StateSnapshot } {
  const entries = Object.entries(images).map(([name, { entry, platforms }]) => ({
    name,
    registry: 'ghcr.io',
    repository: `acme/${name}`,
    rebuildDelay: '7d',
    source: { provider: 'github', repo: 'acme/src', branch: 'main', dockerfile: `${name}/Dockerfile`, ...(platforms && { platforms }) },
    ...entry,
  }));
  const enrollment = readEnrollment([{ path: 'image-factory/images.yaml', text: renderYaml(toYaml(entries)) }]);
  const config = readFactory({ path: 'image-factory/factory.yaml', text: renderYaml(toYaml({ repository: 'acme/factory', ...factory })) });
  const problems = [...enrollment.problems, ...config.problems].filter(({ severity }) => severity === 'error');
  if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join('\n'));
  const state: StateSnapshot = {
    ...emptySnapshot(),
    images: new Map(Object.entries(images).map(([name, image]) => [name, imageState(name, image, images)])),
    bases: new Map(Object.entries(bases).map(([reference, base]) => [keyOf(reference), baseStateOf(reference, base, failing[reference], absent[reference])])),
  };
  return { model: buildModel(enrollment.value, state, config.value).value, state };
}

export function decidedIn(story: Story, more: Partial<PlanInput> = {}): ReadonlyMap<string, Decided> {
  return new Map(decideAll({ ...factoryOf(story), now: at(story.now), ...more }).map((one) => [one.image.name, one]));
}

/** In a word or two: `rebuild routine`, `wait 26`, `hold`, `current`, `unknown`; hours from the beginning. */
export function verdicts(story: Story, more: Partial<PlanInput> = {}): Readonly<Record<string, string>> {
  return Object.fromEntries([...decidedIn(story, more)].map(([name, { decision }]) => [name, wordFor(decision)]));
}

function wordFor(decision: Decided['decision']): string {
  if (decision.kind === 'rebuild') return `rebuild ${decision.due.cause}`;
  if (decision.kind === 'wait' && decision.until !== undefined) return `wait ${(decision.until.getTime() - start) / hour}`;
  return decision.kind;
}

function keyOf(reference: string): string {
  const parsed = parseReference(reference);
  if (!parsed.ok) throw new Error(reference);
  return baseKey(identityOf(parsed.value));
}

function baseStateOf(reference: string, seen: Seen, failing: number | undefined, absent: readonly string[] = []): YamlMap {
  return yamlMap({
    fullImage: reference,
    repoURL: reference,
    allowTags: '^x$',
    seen: seenFields(seen),
    ...(failing === undefined ? {} : { checkFailure: { since: formatTime(at(failing)), code: 'unreachable', message: 'nobody answers' } }),
    ...(absent.length === 0 ? {} : { absent: Object.fromEntries(absent.map((platform) => [platform, formatTime(at(0))])) }),
  });
}

function imageState(name: string, image: StoryImage, all: Story['images']): YamlMap {
  const { from = [], built = {}, evidence = 'report', platforms = ['linux/amd64'], published, seen, rebuild } = image;
  const nameOf = (reference: string): string => Object.keys(all).find((other) => reference === `ghcr.io/acme/${other}:latest`) ?? keyOf(reference);
  return yamlMap({
    name,
    discoveryStatus: 'success',
    analysisKey: '2-0123456789abcdef',
    baseImageDetails: from.map((ref, line) => ({ ref, kind: line === 0 ? 'final-base' : 'copy-from', line: line + 1, pinned: ref.includes('@') })),
    currentDigest: published === undefined ? null : digest(published),
    builtFrom: Object.fromEntries(
      Object.entries(built).map(([reference, letters]) => [
        nameOf(reference),
        { evidence, platforms: Object.fromEntries(platforms.map((platform) => [platform, digest(typeof letters === 'string' ? letters : (letters[platform] ?? '?'))])) },
      ]),
    ),
    ...(seen === undefined ? {} : { seen: seenFields(seen) }),
    ...(rebuild === undefined ? {} : { rebuildState: rebuild }),
  });
}

function seenFields(seen: Seen): Readonly<Record<string, unknown>> {
  const byPlatform = isList(seen) ? { 'linux/amd64': seen } : seen;
  return Object.fromEntries(Object.entries(byPlatform).map(([platform, entries]) => [platform, entries.map(([letter, hours]) => ({ digest: digest(letter), at: formatTime(at(hours)) }))]));
}

function isList(seen: Seen): seen is readonly (readonly [string, number])[] {
  return Array.isArray(seen);
}

function yamlMap(fields: Readonly<Record<string, unknown>>): YamlMap {
  const value = toYaml(fields);
  if (!(value instanceof Map)) throw new TypeError('no mapping');
  return value;
}
