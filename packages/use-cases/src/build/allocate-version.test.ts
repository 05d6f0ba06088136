import { parseVersion, readAllocations } from '@image-factory/core/build';
import { parseImageName, parseRepoPath, type ImageName, type Versioning } from '@image-factory/core/enrollment';
import { parseRebuildKey, type RebuildKey } from '@image-factory/core/rebuild';
import { parseRepository, parseTag } from '@image-factory/core/reference';
import { mergeState, readState, renderState } from '@image-factory/core/state';
import { toYaml } from '@image-factory/core/yaml';
import { fakeClock, memoryLog } from '@image-factory/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { branchOf, MemoryRemote, type Fate } from '../commit/memory-store.fixture.ts';
import { allocateVersion, type AllocatedVersion, type TagLists, type VersionRequest } from './allocate-version.ts';

const dir = must(parseRepoPath('image-factory'));

function must<T>(parsed: { ok: true; value: T } | { ok: false }): T {
  if (!parsed.ok) throw new Error('a fixture');
  return parsed.value;
}

function keyOf(number: number): RebuildKey {
  const key = parseRebuildKey(number.toString(16).padStart(32, '0'));
  if (key === undefined) throw new Error(String(number));
  return key;
}

const nameOf = (text: string): ImageName => must(parseImageName(text));
const pathOf = (name: string): string => `image-factory/state/images/${name}.yaml`;

function remoteWith(names: readonly string[]): MemoryRemote {
  const remote = new MemoryRemote();
  const files = names.map((name) => [pathOf(name), renderState({ shelf: 'images', stem: name }, mergeState('managed', undefined, 'analyze', new Map([['name', toYaml(name)]])))] as const);
  remote.put('main', { 'image-factory/images.yaml': '[]\n', ...Object.fromEntries(files) });
  return remote;
}

interface Asking {
  readonly request?: VersionRequest;
  readonly versioning?: Versioning;
  readonly published?: readonly string[] | Awaited<ReturnType<TagLists['listTags']>>;
  readonly random?: () => number;
}

async function ask(remote: MemoryRemote, name: string, { request = {}, versioning = 'semver', published = [], random = () => 0.5 }: Asking = {}) {
  let now = 0;
  const pace = { elapsed: () => now, random, sleep: async (ms: number) => void (now += Math.max(1, ms)) };
  const { domain: registry, path: repository } = must(parseRepository('ghcr.io', `acme/${name}`));
  const tags = 'kind' in published ? published : ({ kind: 'tags', tags: published.flatMap((tag) => parseTag(tag) ?? []), isComplete: true } as const);
  return allocateVersion(
    { dir, branch: branchOf('main'), image: { name: nameOf(name), registry, repository, versioning }, request },
    { open: async (branch) => remote.store(branch), pace, log: memoryLog(), clock: fakeClock('2026-11-21T10:00:00Z'), registry: { listTags: async () => tags } },
  );
}

const valueOf = async (asked: ReturnType<typeof ask>): Promise<AllocatedVersion> => must(await asked);

function allocationsOf(remote: MemoryRemote, name: string): readonly string[] {
  const { snapshot } = readState([{ path: `images/${name}.yaml`, text: remote.head('main')?.files.get(pathOf(name)) ?? '' }], 'state');
  return readAllocations(snapshot.images.get(nameOf(name)) ?? new Map()).map(({ version, key }) => `${version} ${key ?? ''}`.trim());
}

describe('a version', () => {
  it.each<Asking & { readonly story: string; readonly version: string }>([
    { story: 'the first', version: '0.1.0' },
    { story: 'behind what is published', published: ['1.4.2', '1.4.2-aaaaaaaaaaaa', 'latest'], version: '1.4.3' },
    { story: 'of a repository that is not there yet', published: { kind: 'missing', why: 'no such repository' }, version: '0.1.0' },
    { story: 'by the calendar', versioning: 'calver', published: ['2026.11.21'], version: '2026.11.21.1' },
    { story: 'the number of the run', versioning: 'run', request: { runNumber: 118 }, version: '118' },
    { story: 'as somebody says, though the registry can not be asked', request: { given: '7.0.0' }, published: { kind: 'unknown', code: 'unreachable', why: 'nobody answers' }, version: '7.0.0' },
    { story: 'of the git tag, where nothing is counted', versioning: 'none', request: { gitTag: 'v1.2.3' }, version: 'v1.2.3' },
  ])('$story: $version', async ({ version, ...asking }) => {
    const remote = remoteWith(['web']);
    expect(await valueOf(ask(remote, 'web', asking))).toEqual({ version, tries: 1, commit: remote.branches.get('main') });
    expect(remote.log('main')[0]).toBe(`Allocate web ${version}\n`);
    expect(allocationsOf(remote, 'web')).toEqual([version]);
  });

  it('is none where images have none, and nothing is asked or written', async () => {
    const remote = remoteWith(['web']);
    expect(await valueOf(ask(remote, 'web', { versioning: 'none', published: { kind: 'unknown', code: 'broken', why: 'was asked' } }))).toEqual({ version: undefined, tries: 0 });
    expect(remote.commits.size).toBe(1);
  });

  it('is the same for the same key, without another commit', async () => {
    const remote = remoteWith(['web']);
    const first = await valueOf(ask(remote, 'web', { request: { key: keyOf(1) } }));
    await ask(remote, 'web', { request: { key: keyOf(2) } });
    expect(await valueOf(ask(remote, 'web', { request: { key: keyOf(1) }, published: ['9.9.9'] }))).toEqual({ version: first.version, tries: 1 });
    expect(remote.log('main')).toHaveLength(3);
  });

  it.each<Asking & { readonly story: string; readonly name?: string; readonly says: string; readonly text?: string }>([
    { story: 'nobody knows what is published', published: { kind: 'unknown', code: 'unreachable', why: 'nobody answers' }, says: 'nobody answers' },
    { story: 'there are more tags than can be read', published: { kind: 'tags', tags: [], isComplete: false }, says: 'more tags' },
    { story: 'the image was never analyzed', name: 'other', says: 'was not analyzed yet' },
    { story: 'what is said is no tag', request: { given: 'no tag' }, says: 'no tag' },
    { story: 'its state is damaged', text: 'name: "web\n', says: 'web.yaml' },
  ])('is not given when $story', async ({ name = 'web', says, text, ...asking }) => {
    const remote = remoteWith(['web']);
    if (text !== undefined) remote.put('main', { [pathOf('web')]: text });
    const before = remote.commits.size;
    const answer = await ask(remote, name, asking);
    expect(answer).toMatchObject({ ok: false, error: [{ severity: 'error' }] });
    expect(JSON.stringify(answer)).toContain(says);
    expect(remote.commits.size).toBe(before);
  });
});

// How it goes with two hundred is measured, and tested, where there is time that passes: packages/cli/test/versions.
describe('many at once', () => {
  // Each loses the race for a commit to whoever is faster, and counts again on what that one wrote.
  const hurried = (seed: number) => {
    let state = seed;
    return () => (state = (state * 16807) % 2147483647) / 2147483647;
  };

  it('twenty runs of one build: one version, in one commit', async () => {
    const remote = remoteWith(['web']);
    const given = await Promise.all(Array.from({ length: 20 }, (_, at) => valueOf(ask(remote, 'web', { request: { key: keyOf(1) }, random: hurried(at + 1) }))));
    expect(new Set(given.map(({ version }) => version))).toEqual(new Set([parseVersion('0.1.0')]));
    expect(remote.log('main')).toHaveLength(2);
  });

  it('whatever becomes of the commits: as many versions as keys, and the same one for the same key', async () => {
    const fate = fc.constantFrom<Fate>('lands', 'lands unanswered', 'lost unanswered', 'busy');
    const asked = fc.array(fc.tuple(fc.nat({ max: 2 }), fc.nat({ max: 5 })), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(asked, fc.array(fate, { maxLength: 20 }), fc.constantFrom<Versioning>('semver', 'calver'), async (asks, fates, versioning) => {
        const remote = remoteWith(['a0', 'a1', 'a2']);
        remote.fates.push(...fates);
        const given = await Promise.all(
          asks.map(async ([image, key], at) => `a${image} ${keyOf(key)} ${(await valueOf(ask(remote, `a${image}`, { versioning, request: { key: keyOf(key) }, random: hurried(at + 1) }))).version}`),
        );
        const builds = new Set(asks.map(([image, key]) => `${image} ${key}`));
        expect(new Set(given).size).toBe(builds.size);
        expect(
          new Set(
            given.map((one) =>
              one
                .split(' ')
                .filter((_, at) => at !== 1)
                .join(' '),
            ),
          ).size,
        ).toBe(builds.size);
        expect(['a0', 'a1', 'a2'].flatMap((name) => allocationsOf(remote, name))).toHaveLength(builds.size);
      }),
      { numRuns: 200 },
    );
  });
});
