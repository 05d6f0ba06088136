import { parseDigest } from '@image-factory/core/reference';
import { describe, expect, it } from 'vitest';
import { content, descriptor, image, index, indexOf, reference, sha256, types } from './content.fixture.ts';
import { createRegistry } from './registry.ts';
import { openWorld, sendJson, wellBehaved, type Site } from './world.fixture.ts';

const where = reference('r.example/a/b');
const runtime = { Labels: { 'org.opencontainers.image.base.digest': 'sha256:1', empty: '' }, OnBuild: ['RUN x'] };
const arm = image('linux/arm/v7', '', runtime);

describe('the config of an image', () => {
  it('says what it is made of', async () => {
    await using world = await openWorld();
    world.sites.set('r.example', wellBehaved({}, [arm.manifest, arm.config]));
    expect(await createRegistry({ transport: world.transport }).imageConfig(where, arm.manifest.digest)).toEqual({
      kind: 'image',
      digest: arm.manifest.digest,
      platform: 'linux/arm/v7',
      created: new Date('2026-11-20T08:00:00Z'),
      labels: new Map(Object.entries(runtime.Labels)),
      layers: [{ digest: arm.layers[0]?.digest, diffId: sha256('uncompressed linux/arm/v7 ') }],
      onBuild: ['RUN x'],
    });
  });

  const changed = (config: object): ReturnType<typeof image> => {
    const other = content(types.config, { os: 'linux', architecture: 'amd64', rootfs: { type: 'layers', diff_ids: [] }, ...config });
    return { config: other, layers: [], manifest: content(types.manifest, { schemaVersion: 2, config: descriptor(other), layers: [] }) };
  };

  it.each([
    { story: 'nothing but what must be there', config: {}, is: { kind: 'image', labels: new Map(), layers: [], onBuild: [] } },
    { story: 'what Go writes for nothing', config: { created: null, config: { Labels: null, OnBuild: null }, rootfs: { diff_ids: null } }, is: { kind: 'image', labels: new Map(), layers: [] } },
    { story: 'a time that is none', config: { created: 'yesterday' }, is: { kind: 'image' } },
    { story: 'no platform', config: { os: '' }, is: { code: 'broken' } },
    { story: 'a layer more than the manifest has', config: { rootfs: { diff_ids: [sha256('x')] } }, is: { code: 'broken' } },
    { story: 'labels that are no text', config: { config: { Labels: { a: 1 } } }, is: { code: 'broken' } },
  ])('$story', async ({ config, is }) => {
    await using world = await openWorld();
    const one = changed(config);
    world.sites.set('r.example', wellBehaved({}, [one.manifest, one.config]));
    const answer = await createRegistry({ transport: world.transport }).imageConfig(where, one.manifest.digest);
    expect(answer).toMatchObject(is);
    expect('created' in answer).toBe(false);
  });

  it.each([
    { story: 'of an index', digest: indexOf({ 'linux/arm/v7': arm }).digest, is: { code: 'unsupported' } },
    { story: 'of what is not there', digest: sha256('nothing'), is: { kind: 'missing', why: 'the registry has no such manifest' } },
    { story: 'that the registry lost', digest: arm.manifest.digest, is: { code: 'broken' } },
  ])('$story', async ({ digest, is }) => {
    await using world = await openWorld();
    world.sites.set('r.example', wellBehaved({}, [indexOf({ 'linux/arm/v7': arm }), arm.manifest]));
    expect(await createRegistry({ transport: world.transport }).imageConfig(where, digest)).toMatchObject(is);
  });
});

describe('tags', () => {
  it('are read page by page', async () => {
    await using world = await openWorld();
    const pages: Readonly<Record<string, readonly [readonly string[] | null, string | undefined]>> = {
      '?n=1000': [['a', 'b'], '</v2/a/b/tags/list?n=1000&last=b>; rel="next"'],
      '?n=1000&last=b': [['c', '1.10'], '<https://r.example/v2/a/b/tags/list?last=1.10>; rel="next"'],
      '?last=1.10': [null, undefined],
    };
    world.sites.set('r.example', ({ path }, response) => {
      const [tags, link] = pages[path.slice(path.indexOf('?'))] ?? [];
      sendJson(response, 200, { name: 'a/b', tags }, link === undefined ? {} : { link });
    });
    expect(await createRegistry({ transport: world.transport }).listTags(where)).toEqual({ kind: 'tags', tags: ['a', 'b', 'c', '1.10'], isComplete: true });
    expect(world.seen).toHaveLength(3);
  });

  it('of a repository that is not there', async () => {
    await using world = await openWorld();
    world.sites.set('r.example', wellBehaved({}, []));
    expect(await createRegistry({ transport: world.transport }).listTags(where)).toMatchObject({ kind: 'missing', why: 'the registry has no such repository' });
  });
});

describe('referrers', () => {
  const subject = arm.manifest.digest;
  const artifacts = ['a/signature', 'a/sbom'].map((artifactType) => descriptor(content(types.manifest, artifactType), { artifactType, annotations: { made: 'by us' } }));
  const listed = index(artifacts);
  const signature = { digest: sha256('a/signature'), mediaType: types.manifest, artifactType: 'a/signature', size: 11, annotations: new Map([['made', 'by us']]) };

  const asks: Site = ({ path }, response) => (path.includes('/referrers/') ? response.writeHead(200, { 'content-type': types.index }).end(listed.bytes) : sendJson(response, 404, {}));
  const old = wellBehaved({ [subject.replace(':', '-')]: listed }, []);

  it.each([
    { story: 'by the API', site: asks, type: undefined, found: 2 },
    { story: 'by the API of a registry that does not filter', site: asks, type: 'a/signature', found: 1 },
    { story: 'by the tag', site: old, type: undefined, found: 2 },
    { story: 'by the tag, of one type', site: old, type: 'a/signature', found: 1 },
    { story: 'none', site: wellBehaved({}, []), type: undefined, found: 0 },
    { story: 'none of the type', site: asks, type: 'b/c', found: 0 },
  ])('$story', async ({ site, type, found }) => {
    await using world = await openWorld();
    world.sites.set('r.example', site);
    const answer = await createRegistry({ transport: world.transport }).referrers(where, subject, type);
    expect(answer).toMatchObject({ kind: 'referrers', isComplete: true });
    if (answer.kind !== 'referrers') return;
    expect(answer.referrers).toHaveLength(found);
    if (found > 0) expect(answer.referrers[0]).toEqual(signature);
    expect(world.seen[0]?.path).toBe(`/v2/a/b/referrers/${subject}${type === undefined ? '' : `?artifactType=${encodeURIComponent(type)}`}`);
  });

  it('of a longer digest have a tag that is cut, as the specification says', async () => {
    await using world = await openWorld();
    const long = parseDigest(`sha512:${'ab'.repeat(64)}`);
    if (long === undefined) throw new Error('That is a digest.');
    world.sites.set('r.example', wellBehaved({ [`sha512-${'ab'.repeat(32)}`]: listed }, []));
    expect(await createRegistry({ transport: world.transport }).referrers(where, long)).toMatchObject({ referrers: [{ artifactType: 'a/signature' }, { artifactType: 'a/sbom' }] });
  });

  it('that can not be asked for are unknown, and not none', async () => {
    await using world = await openWorld();
    world.sites.set('r.example', ({ path }, response) => sendJson(response, path.includes('/referrers/') ? 404 : 403, {}));
    expect(await createRegistry({ transport: world.transport }).referrers(where, subject)).toMatchObject({ kind: 'unknown', code: 'denied' });
  });
});
