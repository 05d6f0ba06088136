import { readAllocations } from '@image-factory/core/build';
import { parseBranchName, parseImageName, parseRepoPath, type BranchName, type ImageName } from '@image-factory/core/enrollment';
import { parseRebuildKey, type RebuildKey } from '@image-factory/core/rebuild';
import { parseRepository } from '@image-factory/core/reference';
import { mergeState, readState, renderState } from '@image-factory/core/state';
import { toYaml } from '@image-factory/core/yaml';
import { allocateVersion, type Pace, type StateStore } from '@image-factory/use-cases';

/** One build that wants a version. */
export interface Build {
  readonly image: string;
  readonly key: RebuildKey;
}

/** Where builds get their versions. */
export interface Place {
  store(build: number): Promise<StateStore>;
  readonly pace: Pace;
}

/** What came of many builds at once. */
export interface Outcome {
  readonly builds: number;
  /** Of an image and one of its versions, how many different ones were given. */
  readonly distinct: number;
  /** Builds that were told a version which the branch does not hold for them. */
  readonly lost: number;
  /** Builds of which another one of the same image has the version. */
  readonly duplicate: number;
  /** Builds that got none; `said` is what the first of them was told. */
  readonly refused: number;
  readonly said?: string;
  readonly tries: readonly number[];
  readonly seconds: readonly number[];
}

export const branch: BranchName = sure(parseBranchName('main'));
const dir = sure(parseRepoPath('image-factory'));

/** @param each - how many builds there are of each image */
export function buildsOf(images: number, each = 1): readonly Build[] {
  return Array.from({ length: images * each }, (_, index) => ({ image: `image-${index % images}`, key: keyOf(index) }));
}

export function filesFor(builds: readonly Build[]): Record<string, string> {
  const names = [...new Set(builds.map(({ image }) => image))];
  const files = names.map((name) => {
    const state = mergeState('managed', undefined, 'analyze', new Map([['name', toYaml(name)]]));
    return [pathOf(name), renderState({ shelf: 'images', stem: nameOf(name) }, state)] as const;
  });
  return { 'image-factory/images.yaml': '[]\n', ...Object.fromEntries(files) };
}

/** Lets all builds ask at the same moment, and looks at what the branch holds afterwards. @param read - a file of the branch */
export async function runCrowd(builds: readonly Build[], { store, pace }: Place, read: (path: string) => Promise<string | undefined>): Promise<Outcome> {
  const asked = await Promise.all(builds.map((build, index) => ask(build, () => store(index), pace)));
  const held = new Map<string, ReadonlyMap<string | undefined, string>>();
  for (const { image } of builds) if (!held.has(image)) held.set(image, versionsIn(image, (await read(pathOf(image))) ?? ''));
  const given = asked.map((one, index) => ({ ...one, build: builds[index] }));
  const named = given.flatMap(({ build, version }) => (build === undefined || version === undefined ? [] : [`${build.image} ${version}`]));
  const refusals = asked.filter(({ version }) => version === undefined);
  const said = refusals[0]?.said;
  return {
    builds: builds.length,
    distinct: new Set(named).size,
    lost: given.filter(({ build, version }) => version !== undefined && held.get(build?.image ?? '')?.get(build?.key) !== version).length,
    duplicate: named.length - new Set(named).size,
    refused: refusals.length,
    ...(said === undefined ? {} : { said }),
    tries: asked.map(({ tries }) => tries),
    seconds: asked.map(({ seconds }) => seconds),
  };
}

interface Asked {
  readonly version?: string;
  readonly tries: number;
  readonly seconds: number;
  readonly said?: string;
}

async function ask({ image, key }: Build, store: () => Promise<StateStore>, pace: Pace): Promise<Asked> {
  const began = pace.elapsed();
  const { domain: registry, path: repository } = sure(parseRepository('ghcr.io', `acme/${image}`));
  const answer = await allocateVersion(
    { dir, branch, image: { name: nameOf(image), registry, repository, versioning: 'semver' }, request: { key } },
    {
      open: store,
      pace,
      log,
      clock: { now: () => new Date() },
      registry: { listTags: async () => ({ kind: 'tags', tags: [], isComplete: true }) },
    },
  );
  const seconds = (pace.elapsed() - began) / 1000;
  if (!answer.ok) return { tries: 0, seconds, said: answer.error[0]?.message ?? '' };
  const { version, tries } = answer.value;
  return { tries, seconds, ...(version === undefined ? {} : { version }) };
}

/** The versions that the state of an image holds, by key. */
function versionsIn(image: string, text: string): ReadonlyMap<string | undefined, string> {
  const { snapshot } = readState([{ path: `images/${image}.yaml`, text }], 'state');
  return new Map(readAllocations(snapshot.images.get(nameOf(image)) ?? new Map()).map(({ key, version }) => [key, version]));
}

const log = { info() {}, debug() {}, phase: async <T>(_title: string, work: () => Promise<T>): Promise<T> => work() };

function pathOf(image: string): string {
  return `image-factory/state/images/${image}.yaml`;
}

function nameOf(image: string): ImageName {
  return sure(parseImageName(image));
}

function keyOf(index: number): RebuildKey {
  const key = parseRebuildKey(index.toString(16).padStart(32, '0'));
  if (key === undefined) throw new TypeError('32 hex digits are a key.');
  return key;
}

function sure<T>(parsed: { readonly ok: true; readonly value: T } | { readonly ok: false }): T {
  if (!parsed.ok) throw new TypeError('What is written here is right.');
  return parsed.value;
}
