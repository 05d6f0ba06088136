import { parsePlatform, type Platform } from '@image-factory/core/dockerfile';
import type { LookUp } from '@image-factory/core/observe';
import type { Digest } from '@image-factory/core/reference';
import { describe, expect, it } from 'vitest';
import { content, descriptor, image, index, indexOf, platformOf, reference, sha256, types } from './content.fixture.ts';
import { createRegistry } from './registry.ts';
import type { Known } from './types.ts';
import { virtualPace } from './virtual-pace.fixture.ts';
import { openWorld, sendJson, wellBehaved, type Site } from './world.fixture.ts';

const amd64 = image('linux/amd64');
const arm64 = image('linux/arm64', '', { Labels: { a: 'b' } });
const both = indexOf({ 'linux/amd64': amd64, 'linux/arm64': arm64 });
const everything = [amd64, arm64].flatMap(({ manifest, config, layers }) => [manifest, config, ...layers]);

function platform(text: string): Platform {
  const parsed = parsePlatform(text);
  if (parsed === undefined) throw new Error(text);
  return parsed;
}

function known(digest: Digest, ...platforms: readonly (readonly [string, Digest])[]): Known {
  return { digest, platforms: new Map(platforms.map(([text, one]) => [platform(text), one])) };
}

function shown(answer: LookUp): object {
  return answer.kind === 'found' ? { ...answer, platforms: Object.fromEntries(answer.platforms) } : answer;
}

const attestation = descriptor(content(types.manifest, 'attestation'), { platform: platformOf('unknown/unknown'), annotations: { 'vnd.docker.reference.type': 'attestation-manifest' } });

describe('what stands under a reference', () => {
  const found = { kind: 'found', platforms: { 'linux/amd64': amd64.manifest.digest, 'linux/arm64': arm64.manifest.digest } };
  const windows = ['1809', '2022'].map((version) => descriptor(content(types.manifest, version), { platform: { ...platformOf('windows/amd64'), 'os.version': version } }));
  const rows = [
    { story: 'an index', tag: both, is: { ...found, digest: both.digest } },
    {
      story: "Docker's list",
      tag: index([descriptor(amd64.manifest, { platform: platformOf('linux/amd64') })], types.list),
      is: { kind: 'found', platforms: { 'linux/amd64': amd64.manifest.digest } },
    },
    { story: 'attestations are no images', tag: indexOf({ 'linux/amd64': amd64, 'linux/arm64': arm64 }, [attestation]), is: found },
    {
      story: 'an attestation with a platform is none either',
      tag: indexOf({ 'linux/amd64': amd64 }, [descriptor(content(types.manifest, 'x'), { platform: platformOf('linux/s390x'), annotations: { 'vnd.docker.reference.type': 'x' } })]),
      is: { platforms: { 'linux/amd64': amd64.manifest.digest } },
    },
    { story: 'a single image says its platform in its config', tag: arm64.manifest, is: { kind: 'found', digest: arm64.manifest.digest, platforms: { 'linux/arm64': arm64.manifest.digest } } },
    { story: 'an index that leaves the platform to the config', tag: index([descriptor(arm64.manifest)]), is: { platforms: { 'linux/arm64': arm64.manifest.digest } } },
    {
      story: 'variants are platforms of their own',
      tag: indexOf({ 'linux/arm/v6': image('linux/arm/v6'), 'linux/arm/v7': image('linux/arm/v7') }),
      is: { platforms: { 'linux/arm/v6': image('linux/arm/v6').manifest.digest, 'linux/arm/v7': image('linux/arm/v7').manifest.digest } },
    },
    { story: 'of several versions of Windows, the first', tag: index(windows), is: { platforms: { 'windows/amd64': sha256('1809') } } },
    {
      story: 'the same manifest twice',
      tag: indexOf({ 'linux/arm64': arm64 }, [descriptor(arm64.manifest, { platform: platformOf('linux/arm64/v8') })]),
      is: { platforms: { 'linux/arm64': arm64.manifest.digest } },
    },
    {
      story: 'two manifests for one platform',
      tag: indexOf({ 'linux/arm64': arm64 }, [descriptor(amd64.manifest, { platform: platformOf('linux/arm64/v8') })]),
      is: { kind: 'unknown', code: 'broken' },
    },
    { story: 'an index within the index', tag: index([descriptor(both)]), is: { kind: 'unknown', code: 'unsupported' } },
    { story: 'an index of nothing', tag: index([]), is: { kind: 'unknown', code: 'unsupported' } },
    {
      story: 'an index without end',
      tag: index(Array.from({ length: 51 }, (_, at) => descriptor(content(types.manifest, `${at}`), { platform: platformOf(`linux/a${at}`) }))),
      is: { code: 'unsupported' },
    },
    { story: 'the format before digests', tag: content(types.schema1, { schemaVersion: 1 }), is: { kind: 'unknown', code: 'unsupported' } },
    { story: 'a Helm chart', tag: content(types.manifest, { schemaVersion: 2, config: descriptor(content('application/vnd.cncf.helm.config.v1+json', {})), layers: [] }), is: { code: 'unsupported' } },
    { story: 'an artifact', tag: content(types.manifest, { schemaVersion: 2, artifactType: 'a/b', config: descriptor(amd64.config), layers: [] }), is: { code: 'unsupported' } },
  ];

  it.each(rows)('$story', async ({ tag, is }) => {
    await using world = await openWorld();
    world.sites.set('r.example', wellBehaved({ t: tag }, everything));
    const registry = createRegistry({ transport: world.transport });
    const answer = shown(await registry.lookUp(reference('r.example/a/b:t')));
    expect(answer).toMatchObject(is);
    if ('platforms' in is) expect(answer).toHaveProperty('platforms', is.platforms);
  });

  it('leaves nothing else in the platforms', async () => {
    await using world = await openWorld();
    world.sites.set('r.example', wellBehaved({ latest: indexOf({ 'linux/amd64': amd64 }, [attestation]) }, everything));
    const answer = await createRegistry({ transport: world.transport }).lookUp(reference('r.example/a/b'));
    expect(answer.kind === 'found' && [...answer.platforms.keys()]).toEqual(['linux/amd64']);
  });

  it.each(['r.example/a/b:t@', 'r.example/a/b@'])('asks for the digest in %ssha256…', async (text) => {
    await using world = await openWorld();
    world.sites.set('r.example', wellBehaved({}, [both]));
    const answer = await createRegistry({ transport: world.transport }).lookUp(reference(`${text}${both.digest}`));
    expect(answer).toMatchObject({ kind: 'found', digest: both.digest });
    expect(world.seen.map(({ path }) => path)).toEqual([`/v2/a/b/manifests/${both.digest}`]);
  });

  it.each([
    { story: 'no such tag', answer: 404, body: { errors: [{ code: 'MANIFEST_UNKNOWN' }] }, is: { kind: 'missing', why: 'the registry has no such tag' } },
    { story: 'not for us', answer: 403, body: { errors: [{ code: 'DENIED' }] }, is: { kind: 'unknown', code: 'denied' } },
    { story: 'too often, said as 403', answer: 403, body: { errors: [{ code: 'TOOMANYREQUESTS' }] }, is: { kind: 'unknown', code: 'limited' } },
    { story: 'a teapot', answer: 418, body: {}, is: { kind: 'unknown', code: 'broken' } },
    { story: 'nobody but those with a way that we do not know', answer: 401, body: {}, is: { kind: 'unknown', code: 'denied' } },
  ])('$story', async ({ answer, body, is }) => {
    await using world = await openWorld();
    world.sites.set('r.example', (_seen, response) => sendJson(response, answer, body));
    expect(await createRegistry({ transport: world.transport, pace: virtualPace() }).lookUp(reference('r.example/a/b:t'))).toMatchObject(is);
  });
});

describe('what is known already', () => {
  const first = known(both.digest, ['linux/amd64', amd64.manifest.digest]);

  async function ask(site: Site, before: Known, text = 'r.example/a/b:t'): Promise<{ answer: LookUp; asked: readonly string[] }> {
    await using world = await openWorld();
    world.sites.set('r.example', site);
    const answer = await createRegistry({ transport: world.transport, pace: virtualPace() }).lookUp(reference(text), before);
    return { answer, asked: world.seen.map(({ method, path }) => `${method} ${path.slice(path.lastIndexOf('/') + 1)}`) };
  }

  /** A registry that leaves headers out of its answers. */
  function without(names: readonly string[], site: Site, etag?: string): Site {
    return (seen, response) => {
      const write = response.writeHead.bind(response);
      response.writeHead = ((status: number, headers: Record<string, string>) => {
        const left = Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));
        if (etag !== undefined && seen.headers['if-none-match'] === etag) return write(304, {});
        return write(status, etag === undefined ? left : { ...left, etag });
      }) as typeof response.writeHead;
      site(seen, response);
    };
  }

  const site = wellBehaved({ t: both, moved: amd64.manifest }, everything);

  it('is asked for by one HEAD while it is still there', async () => {
    const { answer, asked } = await ask(site, first);
    expect(asked).toEqual(['HEAD t']);
    expect(answer).toEqual({ kind: 'found', ...first });
  });

  it('is fetched by the digest that HEAD says when it moved', async () => {
    const { answer, asked } = await ask(site, first, 'r.example/a/b:moved');
    expect(asked).toEqual(['HEAD moved', `GET ${amd64.manifest.digest}`, `GET ${amd64.config.digest}`]);
    expect(answer).toMatchObject({ kind: 'found', digest: amd64.manifest.digest });
  });

  it('is told by the ETag where HEAD says no digest', async () => {
    const { answer, asked } = await ask(without(['docker-content-digest'], site, `"${both.digest}"`), first);
    expect(asked).toEqual(['HEAD t']);
    expect(answer).toMatchObject({ kind: 'found', digest: both.digest });
  });

  it('is asked for with a condition where HEAD says nothing', async () => {
    const silent: Site = (seen, response) => {
      if (seen.method === 'HEAD') response.writeHead(200).end();
      else without(['docker-content-digest'], site, `"${both.digest}"`)(seen, response);
    };
    const { answer, asked } = await ask(silent, first);
    expect(asked).toEqual(['HEAD t', 'GET t']);
    expect(answer).toEqual({ kind: 'found', ...first });
  });

  it('is fetched where neither is understood', async () => {
    const { answer, asked } = await ask(without(['docker-content-digest'], site), first, 'r.example/a/b:moved');
    expect(asked).toEqual(['HEAD moved', 'GET moved', `GET ${amd64.config.digest}`]);
    expect(answer).toMatchObject({ digest: amd64.manifest.digest });
  });

  it('is fetched where there is no HEAD', async () => {
    const { answer } = await ask((seen, response) => (seen.method === 'HEAD' ? sendJson(response, 405, {}) : site(seen, response)), first);
    expect(answer).toMatchObject({ kind: 'found', digest: both.digest });
  });

  it('is missing where HEAD says so, whatever digest it says besides', async () => {
    const { answer } = await ask((_seen, response) => sendJson(response, 404, { errors: [] }, { 'docker-content-digest': both.digest }), first);
    expect(answer).toMatchObject({ kind: 'missing' });
  });

  it.each([
    { story: 'HEAD says a digest that is not there', head: sha256('nothing'), text: 'r.example/a/b:t', code: 'broken' },
    { story: 'HEAD says another digest than the one asked for', head: sha256('other'), text: `r.example/a/b@${both.digest}`, code: 'mismatch' },
  ])('$story: $code', async ({ head, text, code }) => {
    const lying: Site = (seen, response) => {
      if (seen.method === 'HEAD') response.writeHead(200, { 'content-type': types.index, 'docker-content-digest': head }).end();
      else site(seen, response);
    };
    expect((await ask(lying, first, text)).answer).toMatchObject({ kind: 'unknown', code });
  });
});

describe('a run', () => {
  it('asks 300 references that did not change with 300 HEADs, and pulls nothing', async () => {
    await using world = await openWorld();
    world.sites.set('r.example', wellBehaved({ t: both }, []));
    const registry = createRegistry({ transport: world.transport, pace: virtualPace() });
    const answers = await Promise.all(Array.from({ length: 300 }, (_, at) => registry.lookUp(reference(`r.example/a/b${at}:t`), known(both.digest))));
    expect(answers.every(({ kind }) => kind === 'found')).toBe(true);
    expect(new Set(world.seen.map(({ method }) => method))).toEqual(new Set(['HEAD']));
    expect(world.seen).toHaveLength(300);
  });

  it('asks each reference once, whoever asks and when', async () => {
    await using world = await openWorld();
    world.sites.set('r.example', wellBehaved({ latest: both }, everything));
    const registry = createRegistry({ transport: world.transport });
    const answers = await Promise.all(['r.example/a/b', 'r.example/a/b:latest', 'r.example/a/b'].map((text) => registry.lookUp(reference(text))));
    expect(new Set(answers).size).toBe(1);
    await registry.lookUp(reference('r.example/a/b'));
    expect(world.seen).toHaveLength(1);
  });

  it('has a single image and its config at the price of one manifest and one config', async () => {
    await using world = await openWorld();
    world.sites.set('r.example', wellBehaved({ t: arm64.manifest }, everything));
    const registry = createRegistry({ transport: world.transport });
    const where = reference('r.example/a/b:t');
    await registry.lookUp(where);
    const config = await registry.imageConfig(where, arm64.manifest.digest);
    expect(config).toMatchObject({ kind: 'image', platform: 'linux/arm64', created: new Date('2026-11-20T08:00:00Z') });
    expect(world.seen).toHaveLength(2);
  });
});
