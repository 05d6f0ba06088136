import { parseTag, type Tag } from '@image-factory/core/reference';
import { describe, expect, it } from 'vitest';
import type { Keychain } from '../auth/keychain.ts';
import { content, image, indexOf, reference, sha256, types } from '../content.fixture.ts';
import { createPushRegistry } from '../push-registry.ts';
import type { PushRegistry } from '../types.ts';
import { virtualPace, type VirtualPace } from '../virtual-pace.fixture.ts';
import { guarded, openWorld, sendJson, type Site, type World } from '../world.fixture.ts';
import { writable, type Writable } from '../writable.fixture.ts';

const before = indexOf({ 'linux/amd64': image('linux/amd64', 'before') });
const wanted = indexOf({ 'linux/amd64': image('linux/amd64', 'wanted') });
const place = reference('r.example/a/b');
const latest = tag('latest');

function tag(text: string): Tag {
  const parsed = parseTag(text);
  if (parsed === undefined) throw new Error(text);
  return parsed;
}

/** Its tag `latest` is to go from `before` to `wanted`. */
const registryOf = (): Writable => writable({ latest: before }, [wanted]);

function open(world: World, pace: VirtualPace = virtualPace(), keychain?: Keychain): PushRegistry {
  return createPushRegistry({ transport: world.transport, pace, ...(keychain && { keychain }) });
}

type Turn = (real: Writable) => Site;

/** Does something else than a good registry, for so many of the requests that are meant. */
function odd(method: string, times: number, site: Turn): Turn {
  return (real) => {
    let left = times;
    return (seen, response) => {
      const isMeant = seen.method === method && (method === 'PUT' || !seen.path.includes('sha256:'));
      if (isMeant) left -= 1;
      (isMeant && left >= 0 ? site(real) : real.site)(seen, response);
    };
  };
}

const status =
  (code: number, headers: Readonly<Record<string, string>> = {}, error = ''): Turn =>
  () =>
  (_seen, response) =>
    sendJson(response, code, error === '' ? {} : { errors: [{ code: error, message: 'what it says' }] }, headers);

const good: Turn = (real) => real.site;
const always = Number.POSITIVE_INFINITY;
const lands = { kind: 'moved', digest: wanted.digest, from: before.digest };

interface Story {
  readonly story: string;
  readonly turn: Turn;
  readonly is: object;
  /** Where the tag is afterwards. */
  readonly at?: 'before' | 'wanted';
  readonly puts?: number;
  readonly slept?: readonly number[];
}

const stories: readonly Story[] = [
  { story: 'goes well', turn: good, is: lands, at: 'wanted', puts: 1 },
  { story: 'too many requests, for three seconds', turn: odd('PUT', 1, status(429, { 'retry-after': '3' })), is: lands, at: 'wanted', puts: 1, slept: [3500] },
  { story: 'out of order for a moment', turn: odd('PUT', 2, status(503)), is: lands, at: 'wanted', puts: 1, slept: [500, 1000] },
  { story: 'out of order', turn: odd('PUT', always, status(500)), is: { kind: 'unknown', code: 'broken', why: '`r.example` answered 500 4 times' }, at: 'before' },
  { story: 'wait for a day', turn: odd('PUT', always, status(429, { 'retry-after': '86400' })), is: { kind: 'unknown', code: 'limited' }, at: 'before', slept: [] },
  { story: 'the connection breaks before it is taken', turn: odd('PUT', 1, () => (_seen, response) => response.destroy()), is: lands, at: 'wanted', puts: 1 },
  {
    story: 'the connection breaks after it was taken',
    turn: odd(
      'PUT',
      1,
      taken((response) => response.destroy()),
    ),
    is: lands,
    at: 'wanted',
    puts: 2,
  },
  {
    story: 'it is taken each time, and no answer ever comes',
    turn: odd(
      'PUT',
      always,
      taken((response) => response.destroy()),
    ),
    is: lands,
    at: 'wanted',
    puts: 4,
  },
  {
    story: 'it is taken, and the answer is an error each time',
    turn: odd(
      'PUT',
      always,
      taken((response) => sendJson(response, 502, {})),
    ),
    is: lands,
    at: 'wanted',
    puts: 4,
  },
  { story: 'the credential is not good', turn: odd('PUT', always, status(401, {}, 'UNAUTHORIZED')), is: { kind: 'unknown', code: 'denied' }, at: 'before' },
  {
    story: 'the credential may only read',
    turn: odd('PUT', always, status(403, {}, 'DENIED')),
    is: { kind: 'unknown', code: 'denied', why: '`r.example` does not let us push to a/b (403 DENIED): the credential of `r.example` has to be one that may push there' },
    at: 'before',
    puts: 0,
  },
  { story: 'too many, said as denied', turn: odd('PUT', always, status(403, {}, 'TOOMANYREQUESTS')), is: { kind: 'unknown', code: 'limited' }, at: 'before' },
  {
    story: 'no such repository',
    turn: odd('PUT', always, status(404, {}, 'NAME_UNKNOWN')),
    is: { kind: 'missing', why: '`r.example` has no repository a/b, and makes none (404 NAME_UNKNOWN)' },
    at: 'before',
  },
  { story: 'a part is not there', turn: odd('PUT', always, status(404, {}, 'MANIFEST_BLOB_UNKNOWN')), is: { kind: 'unknown', code: 'broken' }, at: 'before' },
  {
    story: 'what is put makes no sense to it',
    turn: odd('PUT', always, status(400, {}, 'MANIFEST_INVALID')),
    is: { code: 'broken', why: '`r.example` answered 400 MANIFEST_INVALID to what was put there' },
    at: 'before',
  },
  { story: 'tags that stay', turn: odd('PUT', always, status(412, {}, 'PRECONDITION')), is: { code: 'denied', why: expect.stringContaining('keep tags from changing') as unknown }, at: 'before' },
  { story: 'a mirror that takes nothing', turn: odd('PUT', always, status(405, {}, 'UNSUPPORTED')), is: { kind: 'unknown', code: 'unsupported' }, at: 'before' },
  { story: 'too large', turn: odd('PUT', always, status(413)), is: { kind: 'unknown', code: 'unsupported' }, at: 'before' },
  { story: 'a yes that is none', turn: odd('PUT', always, status(200)), is: { kind: 'unknown', code: 'broken' }, at: 'before' },
  {
    story: 'a lie: the tag stays',
    turn: odd('PUT', always, status(201)),
    is: { code: 'mismatch', why: '`r.example` says that it took the tag latest, and shows it elsewhere; somebody else may have moved it' },
    at: 'before',
    slept: [500, 1000, 2000, 4000, 8000],
  },
  {
    story: 'a lie: the tag goes',
    turn: odd('PUT', always, (real) => (_seen, response) => (real.tags.delete('latest'), sendJson(response, 201, {}))),
    is: { code: 'mismatch', why: expect.stringContaining('has no such tag') as unknown },
  },
  { story: 'it says that it took something else', turn: odd('PUT', always, status(201, { 'docker-content-digest': sha256('else') })), is: { kind: 'unknown', code: 'mismatch' }, at: 'before' },
  { story: 'it shows the tag seconds later', turn: lagging(3), is: lands, at: 'wanted', slept: [500, 1000, 2000] },
  {
    story: 'it takes the tag, and can not be asked then',
    turn: (real) => (seen, response) => (real.puts.length > 0 ? status(403)(real) : real.site)(seen, response),
    is: { code: 'denied', why: expect.stringContaining('took the tag latest, and can not be asked where it is') as unknown },
    at: 'wanted',
  },
  { story: 'it says no digests', turn: withoutDigests, is: lands, at: 'wanted' },
  { story: 'it does not know HEAD', turn: odd('HEAD', always, status(405)), is: lands, at: 'wanted' },
  { story: 'the tag is new', turn: (real) => (real.tags.delete('latest'), real.site), is: { kind: 'moved', digest: wanted.digest }, at: 'wanted' },
  { story: 'the tag is there already', turn: (real) => (real.tags.set('latest', wanted), real.site), is: { kind: 'there', digest: wanted.digest }, at: 'wanted', puts: 0 },
  { story: 'where the tag is can not be asked', turn: odd('HEAD', always, status(403)), is: { kind: 'unknown', code: 'denied' }, at: 'before', puts: 0 },
  {
    story: 'it is sent elsewhere with it',
    turn: odd('PUT', always, status(307, { location: 'https://cdn.amazonaws.com/v2/a/b/manifests/latest' })),
    is: { kind: 'unknown', code: 'refused' },
    at: 'before',
  },
];

/** Takes what is put, and answers in its own way. */
function taken(answer: (response: Parameters<Site>[1]) => void): Turn {
  return (real) => (seen, response) => {
    real.puts.push(seen);
    real.tags.set('latest', content(seen.headers['content-type'] ?? '', seen.body));
    answer(response);
  };
}

/** Shows a tag that moved only after so many looks at it. */
function lagging(looks: number): Turn {
  return (real) => {
    let left = looks;
    return (seen, response) => {
      const isLook = real.puts.length > 0 && seen.method === 'HEAD';
      if (isLook) left -= 1;
      (isLook && left >= 0 ? registryOf().site : real.site)(seen, response);
    };
  };
}

function withoutDigests(real: Writable): Site {
  return (seen, response) => {
    response.on('error', () => {});
    const writeHead = response.writeHead.bind(response);
    response.writeHead = ((code: number, { 'docker-content-digest': _digest, ...headers }: Record<string, string>) => writeHead(code, headers)) as typeof response.writeHead;
    real.site(seen, response);
  };
}

describe('moving a tag', () => {
  it.each(stories)('$story', async ({ turn, is, at, puts, slept }) => {
    await using world = await openWorld();
    const real = registryOf();
    world.sites.set('r.example', turn(real));
    const pace = virtualPace();
    expect(await open(world, pace).moveTag(place, latest, wanted.digest)).toMatchObject(is);
    if (at !== undefined) expect(real.tags.get('latest')?.digest).toBe((at === 'before' ? before : wanted).digest);
    if (puts !== undefined) expect(real.puts).toHaveLength(puts);
    if (slept !== undefined) expect(pace.slept).toEqual(slept);
    // Whatever comes of it, nothing else was ever put, and nothing was put anywhere else.
    for (const { path, body, headers } of world.seen.filter(({ method }) => method === 'PUT')) {
      expect([path, headers['content-type'], sha256(body)]).toEqual(['/v2/a/b/manifests/latest', types.index, wanted.digest]);
    }
    expect(new Set(world.seen.map(({ host }) => host))).toEqual(new Set(['r.example']));
  });

  it.each([
    { story: 'that is not there', site: registryOf().site, is: { kind: 'missing' } },
    { story: 'whose bytes are others', site: writable({ latest: before }, [{ ...before, digest: wanted.digest }]).site, is: { code: 'mismatch' } },
    { story: 'of a type that its text contradicts', site: writable({ latest: before }, [{ ...wanted, mediaType: types.manifest }]).site, is: { code: 'broken' } },
    { story: 'of no type that a manifest has', site: writable({ latest: before }, [{ ...wanted, mediaType: 'application/json' }]).site, is: { code: 'unsupported' } },
  ])('does not put something $story', async ({ story, site, is }) => {
    await using world = await openWorld();
    world.sites.set('r.example', site);
    const digest = story === 'that is not there' ? sha256('nothing') : wanted.digest;
    expect(await open(world).moveTag(place, latest, digest)).toMatchObject(is);
    expect(world.seen.filter(({ method }) => method === 'PUT')).toEqual([]);
  });

  it('in GHCR says which permission the job lacks', async () => {
    await using world = await openWorld();
    world.sites.set('ghcr.io', odd('PUT', always, status(403, {}, 'DENIED'))(registryOf()));
    const answer = await open(world).moveTag(reference('ghcr.io/a/b'), latest, wanted.digest);
    expect(answer).toMatchObject({ code: 'denied', why: expect.stringContaining('`packages: write`') as unknown });
  });

  it('is asked of the registry itself, and never of its mirror', async () => {
    await using world = await openWorld();
    const [mirror, real] = [registryOf(), registryOf()];
    world.sites.set('mirror.example', mirror.site).set('r.example', real.site);
    const registry = createPushRegistry({ transport: world.transport, pace: virtualPace(), registries: { 'r.example': { mirror: 'mirror.example' } } });
    expect(await registry.moveTag(place, latest, wanted.digest)).toMatchObject(lands);
    expect(world.seen.some(({ host }) => host === 'mirror.example')).toBe(false);
  });
});

describe('putting a manifest', () => {
  it.each([
    { story: 'under its digest', name: wanted.digest, manifest: wanted, is: { kind: 'put', digest: wanted.digest }, puts: 1 },
    { story: 'under a tag', name: tag('1.2.3-0123456789ab'), manifest: wanted, is: { kind: 'put', digest: wanted.digest }, puts: 1 },
    { story: 'under the digest of another', name: before.digest, manifest: wanted, is: { code: 'mismatch' }, puts: 0 },
    { story: 'of more than 4 MiB', name: latest, manifest: content(types.index, ' '.repeat(4 * 1024 * 1024 + 1)), is: { code: 'unsupported' }, puts: 0 },
    { story: 'of a type that none has', name: latest, manifest: { ...wanted, mediaType: 'text/html' }, is: { code: 'unsupported' }, puts: 0 },
  ])('$story', async ({ name, manifest, is, puts }) => {
    await using world = await openWorld();
    const real = writable({}, []);
    world.sites.set('r.example', real.site);
    expect(await open(world).putManifest(place, manifest, name)).toMatchObject(is);
    expect(real.puts.map(({ path }) => path)).toEqual(puts === 0 ? [] : [`/v2/a/b/manifests/${name}`]);
  });
});

describe('asking whether something is there', () => {
  it.each<{ readonly story: string; readonly site: Site; readonly is: object }>([
    { story: 'it is', site: registryOf().site, is: { kind: 'present', digest: wanted.digest } },
    { story: 'it is not', site: writable({}).site, is: { kind: 'missing' } },
    { story: 'something else is', site: (_seen, response) => response.writeHead(200, { 'content-type': types.index, 'docker-content-digest': before.digest }).end(), is: { code: 'mismatch' } },
    { story: 'a page is', site: (_seen, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(), is: { code: 'broken' } },
    { story: 'it is, where HEAD is not known', site: (seen, response) => (seen.method === 'HEAD' ? sendJson(response, 405, {}) : registryOf().site(seen, response)), is: { kind: 'present' } },
    { story: 'nobody knows', site: (_seen, response) => response.destroy(), is: { code: 'unreachable' } },
  ])('$story', async ({ site, is }) => {
    await using world = await openWorld();
    world.sites.set('r.example', site);
    expect(await open(world).exists(place, wanted.digest)).toMatchObject(is);
  });

  it('is done each time: what is written changes it', async () => {
    await using world = await openWorld();
    const real = registryOf();
    world.sites.set('r.example', real.site);
    const registry = open(world);
    expect(await registry.tagged(place, latest)).toEqual({ kind: 'tagged', digest: before.digest });
    await registry.moveTag(place, latest, wanted.digest);
    expect(await registry.tagged(place, latest)).toEqual({ kind: 'tagged', digest: wanted.digest });
    expect(await registry.tagged(place, tag('other'))).toMatchObject({ kind: 'missing' });
  });
});

describe('who may write', () => {
  it('asks for a token to read, and for one to write only when it writes', async () => {
    await using world = await openWorld();
    const real = registryOf();
    world.sites.set('r.example', (seen, response) => {
      const scope = new URL(`https://r.example${seen.path}`).searchParams.get('scope');
      if (scope !== null) return sendJson(response, 200, { token: scope.endsWith(':pull,push') ? 'writes' : 'reads', expires_in: 300 });
      const isIn = (authorization: string): boolean => authorization === 'Bearer writes' || (seen.method !== 'PUT' && authorization === 'Bearer reads');
      return guarded(real.site, 'Bearer realm="https://r.example/token",scope="repository:a/b:pull,push,delete"', isIn)(seen, response);
    });
    expect(await open(world).moveTag(place, latest, wanted.digest)).toMatchObject(lands);
    const shown = world.seen.filter(({ path }) => path.startsWith('/v2/')).map(({ method, headers }) => `${method} ${headers['authorization'] ?? 'nobody'}`);
    expect(shown).toEqual(['GET nobody', 'GET Bearer reads', 'HEAD Bearer reads', 'PUT Bearer writes', 'HEAD Bearer reads']);
    const scopes = world.seen.map(({ path }) => new URL(`https://r.example${path}`).searchParams.get('scope')).filter((scope) => scope !== null);
    expect(scopes).toEqual(['repository:a/b:pull', 'repository:a/b:pull,push']);
  });
});
