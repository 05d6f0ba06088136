import { describe, expect, it } from 'vitest';
import { publish } from './publish.ts';
import { app, buildWorld, dir, keyA, keyB, labelsOf, metadataOf, repository } from './world.fixture.ts';

const short = keyA.slice(0, 12);

function builtWorld(entry = "  tags: [latest, '{{version}}', '{{major}}']\n") {
  const world = buildWorld(entry);
  const { digest } = world.registry.push(repository, { contents: 'new', labels: labelsOf(keyA) });
  const before = world.registry.push(repository, { contents: 'old', labels: labelsOf(keyB, '1.4.1') }).digest;
  world.registry.tag(`${app}:latest`, before);
  return { ...world, digest, before, run: (dryRun = false) => publish({ dir, metadata: metadataOf(digest, { key: keyA }), dryRun }, world.step) };
}

describe('publish', () => {
  it('moves the tag that never moves first, and the published one last', async () => {
    const world = builtWorld();
    const { metadata, tags, problems } = await world.run();
    expect(world.registry.effects).toEqual([`1.4.2-${short}`, '1.4.2', '1', 'latest']);
    expect(problems).toEqual([]);
    expect(tags.at(-1)).toEqual({ tag: 'latest', kind: 'moved', from: world.before });
    expect(metadata).toMatchObject({ outcome: 'published', publishedDigest: world.digest, version: '1.4.2', tags: [`1.4.2-${short}`, '1.4.2', '1', 'latest'] });
  });

  it('without `tags` an image gets its version and the published tag', async () => {
    const world = builtWorld('  publishedTag: stable\n');
    await world.run();
    expect(world.registry.effects).toEqual([`1.4.2-${short}`, '1.4.2', 'stable']);
  });

  it('says what would move and moves nothing in a dry run', async () => {
    const world = builtWorld();
    const { metadata, tags } = await world.run(true);
    expect(world.registry.effects).toEqual([]);
    expect([metadata.outcome, tags.map(({ tag, kind }) => `${tag} ${kind}`)]).toEqual(['built', [`1.4.2-${short} would-move`, '1.4.2 would-move', '1 would-move', 'latest would-move']]);
  });

  it('law: ended between any two steps, the published tag is on something whole, and a second run completes it', async () => {
    for (let effects = 0; effects <= 4; effects += 1) {
      const world = builtWorld();
      world.registry.endsAfter = effects;
      await world.run().catch((cause: unknown) => expect(String(cause)).toContain('ended'));
      expect(world.registry.tags.get(`${app}:latest`)).toBe(effects < 4 ? world.before : world.digest);
      world.registry.endsAfter = Infinity;
      expect((await world.run()).metadata.outcome).toBe('published');
      expect(['latest', '1', '1.4.2', `1.4.2-${short}`].map((tag) => world.registry.tags.get(`${app}:${tag}`))).toEqual(Array(4).fill(world.digest));
    }
  });

  it('a tag that is refused leaves those behind it, and says which permission is missing', async () => {
    const world = builtWorld();
    world.registry.refuses = (what) => (what === '1' ? 'ghcr.io answered 403: the token may not push' : undefined);
    const { metadata, problems } = await world.run();
    expect(problems).toMatchObject([{ code: 'build/tag-not-moved', message: expect.stringContaining('may not push') }]);
    expect([metadata.outcome, world.registry.tags.get(`${app}:latest`)]).toEqual(['built', world.before]);
  });

  it('of two builds of one request the first gets the tags', async () => {
    const world = builtWorld();
    const first = world.registry.push(repository, { contents: 'of the other run', labels: labelsOf(keyA) }).digest;
    world.registry.tag(`${app}:1.4.2-${short}`, first);
    const { metadata, problems } = await world.run();
    expect([metadata.digest, world.registry.tags.get(`${app}:latest`), problems]).toEqual([first, first, []]);
  });

  it.each([
    { story: 'the tag that never moves is another image', act: (world: ReturnType<typeof builtWorld>) => world.registry.tag(`${app}:1.4.2-${short}`, world.before) },
    {
      story: 'a platform is not there any more',
      act: ({ registry }: ReturnType<typeof builtWorld>) => {
        const [name] = [...registry.manifests].find(([, bytes]) => bytes.toString().includes('"config"')) ?? [''];
        registry.manifests.delete(name);
      },
    },
  ])('moves nothing when $story', async ({ act }) => {
    const world = builtWorld();
    act(world);
    const { problems } = await world.run();
    expect([world.registry.effects, problems.length > 0]).toEqual([[], true]);
  });

  it.each([
    { story: 'another image', labels: { ...labelsOf(keyA), 'io.image-factory.image': 'shop' } },
    { story: 'another request', labels: labelsOf(keyB) },
    { story: 'nothing of ours', labels: {} },
  ])('moves nothing to $story, whatever an earlier job says', async ({ labels }) => {
    const world = buildWorld();
    const { digest } = world.registry.push(repository, { contents: 'new', labels });
    const { problems } = await publish({ dir, metadata: metadataOf(digest, { key: keyA }), dryRun: false }, world.step);
    expect([world.registry.effects, problems]).toMatchObject([[], [{ code: 'build/other-image' }]]);
  });

  it('an image that lacks a platform gets no tags', async () => {
    const world = buildWorld();
    const { digest } = world.registry.push(repository, { contents: 'new', labels: labelsOf(keyA), platforms: ['linux/amd64'] });
    const { problems } = await publish({ dir, metadata: metadataOf(digest, { key: keyA }), dryRun: false }, world.step);
    expect([world.registry.effects, problems]).toMatchObject([[], [{ code: 'build/incomplete', message: expect.stringContaining('linux/arm64') }]]);
  });

  it.each([
    { story: 'held', until: '', moved: 0 },
    { story: 'held until later', until: ', until: "2026-01-02T00:00:00Z"', moved: 0 },
    { story: 'held until yesterday', until: ', until: "2025-12-31T00:00:00Z"', moved: 3 },
    { story: 'held, and this is an emergency', until: '', emergency: true, moved: 3 },
  ])('an image that is $story: $moved tags', async ({ until, emergency, moved }) => {
    const world = builtWorld(`  hold: {reason: rolled back${until}}\n`);
    const { problems } = await publish({ dir, metadata: metadataOf(world.digest, { key: keyA }), dryRun: false, ...(emergency === undefined ? {} : { emergency }) }, world.step);
    expect([world.registry.effects.length, problems.map(({ code }) => code)]).toEqual([moved, moved === 0 ? ['build/held'] : []]);
  });

  it.each(['unchanged', 'gate-failed'] as const)('what is %s gets no tags', async (outcome) => {
    const world = builtWorld();
    const { metadata } = await publish({ dir, metadata: metadataOf(world.digest, { key: keyA, outcome }), dryRun: false }, world.step);
    expect([metadata.outcome, world.registry.effects]).toEqual([outcome, []]);
  });
});
