import { describe, expect, it } from 'vitest';
import { image, indexOf, reference } from '../content.fixture.ts';
import { createRegistry } from '../registry.ts';
import type { Registry, RegistryTable } from '../types.ts';
import { virtualPace, type VirtualPace } from '../virtual-pace.fixture.ts';
import { guarded, openWorld, sendJson, wellBehaved, type Site, type World } from '../world.fixture.ts';
import type { Credential } from './docker-config.ts';

const good = indexOf({ 'linux/amd64': image('linux/amd64') });
const calm = wellBehaved({ t: good }, []);
const robot: Credential = { kind: 'password', username: 'robot', password: 's3cret:with colon' };
const basic = `Basic ${Buffer.from('robot:s3cret:with colon').toString('base64')}`;

interface Setup {
  readonly world: World;
  readonly credentials?: Readonly<Record<string, Credential>>;
  readonly table?: RegistryTable;
  readonly pace?: VirtualPace;
}

function open({ world, credentials = {}, table = {}, pace = virtualPace() }: Setup): Registry {
  return createRegistry({ transport: world.transport, registries: table, keychain: (host) => Promise.resolve(credentials[host]), pace });
}

/** Hands out numbered tokens, each good for so many seconds, to everybody. */
function tokens(seconds: number, pace: VirtualPace): { readonly realm: Site; readonly isGood: (authorization: string) => boolean } {
  const ends: number[] = [];
  return {
    realm: (_seen, response) => {
      ends.push(pace.elapsed() + seconds * 1000);
      sendJson(response, 200, { token: `token-${ends.length - 1}`, expires_in: seconds });
    },
    isGood: (authorization) => (ends[Number(/^Bearer token-(\d+)$/.exec(authorization)?.[1] ?? -1)] ?? 0) > pace.elapsed(),
  };
}

describe('who one is', () => {
  it('is not said where nobody asks', async () => {
    await using world = await openWorld();
    world.sites.set('r.example', calm);
    await open({ world, credentials: { 'r.example': robot } }).lookUp(reference('r.example/a/b:t'));
    expect(world.seen.map(({ headers }) => headers['authorization'])).toEqual([undefined]);
  });

  it('is said by name and password where that is asked for, and from then on at once', async () => {
    await using world = await openWorld();
    world.sites.set(
      'r.example',
      guarded(calm, 'Basic realm="r"', (authorization) => authorization === basic),
    );
    const registry = open({ world, credentials: { 'r.example': robot } });
    expect(await registry.lookUp(reference('r.example/a/b:t'))).toMatchObject({ kind: 'found' });
    expect(await registry.lookUp(reference('r.example/a/c:t'))).toMatchObject({ kind: 'found' });
    expect(world.seen.map(({ headers }) => headers['authorization'])).toEqual([undefined, basic, basic]);
  });

  it.each([
    { story: 'nothing is known', credential: undefined, is: { code: 'denied', why: '`r.example` asks for a password, and none is known' } },
    { story: 'the password is wrong', credential: { ...robot, password: 'wrong password' }, is: { code: 'denied' } },
    { story: 'an identity token is no password', credential: { kind: 'identity', token: 'x'.repeat(20) } as const, is: { code: 'denied' } },
  ])('is not taken when $story', async ({ credential, is }) => {
    await using world = await openWorld();
    world.sites.set(
      'r.example',
      guarded(calm, 'Basic realm="r"', (authorization) => authorization === basic),
    );
    const registry = open({ world, credentials: credential === undefined ? {} : { 'r.example': credential } });
    expect(await registry.lookUp(reference('r.example/a/b:t'))).toMatchObject({ kind: 'unknown', ...is });
    expect(world.seen.length).toBeLessThanOrEqual(2);
  });

  it('is of one registry, and not of the one beside it', async () => {
    await using world = await openWorld();
    const site = guarded(calm, 'Basic realm="r"', () => false);
    for (const host of ['r.example', 'r.example:444', 'xr.example', 'r.example.com']) world.sites.set(host, site);
    const registry = open({ world, credentials: { 'r.example': robot } });
    for (const host of world.sites.keys()) await registry.lookUp(reference(`${host}/a/b:t`));
    expect(world.seen.filter(({ headers }) => headers['authorization'] !== undefined).map(({ host }) => host)).toEqual(['r.example']);
  });
});

it('a password that is too short to be seen in an address is not said in words either', async () => {
  await using world = await openWorld();
  const said: string[] = [];
  world.sites.set('r.example', (seen, response) => {
    const isNew = seen.headers['authorization'] === undefined;
    sendJson(response, 401, {}, { 'www-authenticate': isNew ? 'Basic realm="r"' : 'Bearer realm="https://Hunter2.evil.example/"' });
  });
  world.sites.set('hunter2.evil.example', (_seen, response) => sendJson(response, 403, {}));
  const keychain = () => Promise.resolve({ ...robot, password: 'hUnTeR2' });
  const registry = createRegistry({ transport: world.transport, keychain, pace: virtualPace(), log: { debug: (message) => said.push(message) } });
  await registry.lookUp(reference('r.example/a/b:t'));
  said.push(JSON.stringify(await registry.referrers(reference('r.example/a/b'), good.digest)));
  expect(world.seen.map(({ host }) => host)).toContain('hunter2.evil.example');
  expect(said.join('\n')).toContain('***.evil.example');
  expect(said.join('\n')).not.toMatch(/hunter2/i);
});

describe('a token', () => {
  function hub(world: World, realm: Site, isGood: (authorization: string) => boolean): void {
    world.sites.set('auth.docker.io', realm);
    world.sites.set('registry-1.docker.io', guarded(calm, 'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:library/node:pull"', isGood));
  }

  it('is given to everybody by Docker Hub, and paid for with two requests', async () => {
    await using world = await openWorld();
    const { realm, isGood } = tokens(300, virtualPace());
    hub(world, realm, isGood);
    expect(await open({ world }).lookUp(reference('node:t'))).toMatchObject({ kind: 'found', digest: good.digest });
    expect(world.seen.map(({ host, path }) => `${host}${path}`)).toEqual([
      'registry-1.docker.io/v2/library/node/manifests/t',
      'auth.docker.io/token?service=registry.docker.io&scope=repository%3Alibrary%2Fnode%3Apull',
      'registry-1.docker.io/v2/library/node/manifests/t',
    ]);
  });

  it('of Docker Hub is asked for with the credentials of docker.io, which the realm may see', async () => {
    await using world = await openWorld();
    const { realm, isGood } = tokens(300, virtualPace());
    hub(world, realm, isGood);
    await open({ world, credentials: { 'docker.io': robot } }).lookUp(reference('node:t'));
    expect(world.seen.map(({ headers }) => headers['authorization'])).toEqual([undefined, basic, 'Bearer token-0']);
  });

  it('is of one repository, and for all who ask there at the same time', async () => {
    await using world = await openWorld();
    const { realm, isGood } = tokens(300, virtualPace());
    hub(world, realm, isGood);
    const pinned = (name: string) => reference(`${name}@${good.digest}`);
    const registry = open({ world });
    await Promise.all([registry.lookUp(reference('node:t')), registry.lookUp(pinned('node')), registry.lookUp(reference('acme/app:t')), registry.lookUp(pinned('acme/app'))]);
    expect(world.seen.filter(({ host }) => host === 'auth.docker.io')).toHaveLength(2);
  });

  it('that is good for five seconds lasts 500 questions, at one more request for each that ended', async () => {
    await using world = await openWorld();
    const pace = virtualPace();
    const { realm, isGood } = tokens(5, pace);
    hub(world, realm, isGood);
    const registry = open({ world, pace });
    const answers = [];
    for (let at = 0; at < 500; at += 1) {
      answers.push(await registry.referrers(reference('node:t'), image('linux/amd64', String(at)).manifest.digest));
      pace.pass(100);
    }
    expect(answers.every(({ kind }) => kind === 'referrers')).toBe(true);
    const asked = world.seen.filter(({ host }) => host === 'auth.docker.io').length;
    expect(asked).toBeGreaterThanOrEqual(10);
    expect(asked).toBeLessThanOrEqual(pace.elapsed() / 3900 + 1);
    // Two for each question, one that was refused before anything was known, and the tokens.
    expect(world.seen).toHaveLength(1000 + 1 + asked);
  });

  it('that a registry does not take any more is asked for again, once', async () => {
    await using world = await openWorld();
    const pace = virtualPace();
    let revoked = '';
    const { realm, isGood } = tokens(3600, pace);
    hub(world, realm, (authorization) => authorization !== revoked && isGood(authorization));
    const registry = open({ world, pace });
    await registry.lookUp(reference('node:t'));
    revoked = 'Bearer token-0';
    expect(await registry.lookUp(reference(`node@${good.digest}`))).toMatchObject({ kind: 'found' });
    expect(world.seen.filter(({ host }) => host === 'auth.docker.io')).toHaveLength(2);
  });

  it('that a registry never takes is asked for once', async () => {
    await using world = await openWorld();
    hub(world, tokens(300, virtualPace()).realm, () => false);
    expect(await open({ world }).lookUp(reference('node:t'))).toMatchObject({ kind: 'unknown', code: 'denied' });
    expect(world.seen).toHaveLength(3);
  });

  it('is asked for by form where an identity token is known', async () => {
    await using world = await openWorld();
    const forms: URLSearchParams[] = [];
    hub(
      world,
      (seen, response) => {
        forms.push(new URLSearchParams(seen.body));
        sendJson(response, seen.method === 'POST' ? 200 : 405, { access_token: 'from-form' });
      },
      (authorization) => authorization === 'Bearer from-form',
    );
    expect(await open({ world, credentials: { 'docker.io': { kind: 'identity', token: 'identity-of-robot' } } }).lookUp(reference('node:t'))).toMatchObject({ kind: 'found' });
    expect(forms.map((form) => Object.fromEntries(form))).toEqual([
      { grant_type: 'refresh_token', client_id: 'image-factory', scope: 'repository:library/node:pull', refresh_token: 'identity-of-robot', service: 'registry.docker.io' },
    ]);
  });

  it.each([
    { story: 'a realm that the operator does not list', table: {}, shown: undefined, why: /`registries\.r\.example\.realms`/ },
    { story: 'a realm that the operator lists', table: { 'r.example': { realms: ['login.example'] } }, shown: basic, why: undefined },
    { story: 'a list without it goes before what is built in', table: { 'r.example': { realms: [] } }, shown: undefined, why: /`registries\.r\.example\.realms`/ },
  ])('$story', async ({ table, shown, why }) => {
    await using world = await openWorld();
    world.sites.set('login.example', (seen, response) => sendJson(response, seen.headers['authorization'] === basic ? 200 : 403, { token: 'good' }));
    world.sites.set(
      'r.example',
      guarded(calm, 'Bearer realm="https://login.example/"', (authorization) => authorization === 'Bearer good'),
    );
    const answer = await open({ world, table, credentials: { 'r.example': robot } }).lookUp(reference('r.example/a/b:t'));
    expect(world.seen.find(({ host }) => host === 'login.example')?.headers['authorization']).toBe(shown);
    expect(answer).toMatchObject(why === undefined ? { kind: 'found' } : { kind: 'unknown', code: 'denied', why: expect.stringMatching(why) });
  });

  it('is not needed where a registry is open, though it challenged for another repository and gives none', async () => {
    await using world = await openWorld();
    world.sites.set('r.example', (seen, response) => {
      if (seen.path.startsWith('/token')) sendJson(response, 403, {});
      else if (seen.path.includes('/private/')) guarded(calm, 'Bearer realm="https://r.example/token"', () => false)(seen, response);
      else calm(seen, response);
    });
    const registry = open({ world });
    expect(await registry.lookUp(reference('r.example/a/private/b:t'))).toMatchObject({ code: 'denied' });
    expect(await registry.lookUp(reference('r.example/a/b:t'))).toMatchObject({ kind: 'found' });
  });
});

describe('a mirror', () => {
  const table = { 'docker.io': { mirror: 'mirror.example' } };

  it.each([
    { story: 'is asked first', mirror: calm, hosts: ['mirror.example'] },
    { story: 'that lacks it', mirror: wellBehaved({}, []), hosts: ['mirror.example', 'registry-1.docker.io'] },
    { story: 'that is out of order', mirror: ((_seen, response) => sendJson(response, 501, {})) satisfies Site, hosts: ['mirror.example', 'registry-1.docker.io'] },
    { story: 'that wants a password', mirror: guarded(calm, 'Basic realm="m"', () => false), hosts: ['mirror.example', 'registry-1.docker.io'] },
    { story: 'that lies about the digest', mirror: wellBehaved({ [good.digest]: { ...good, bytes: Buffer.from('{}') } }, []), hosts: ['mirror.example', 'registry-1.docker.io'] },
  ])('$story', async ({ mirror, hosts }) => {
    await using world = await openWorld();
    world.sites.set('mirror.example', mirror);
    world.sites.set('registry-1.docker.io', calm);
    const answer = await open({ world, table, credentials: { 'docker.io': robot } }).lookUp(reference(`node@${good.digest}`));
    expect(answer).toMatchObject({ kind: 'found', digest: good.digest });
    expect([...new Set(world.seen.map(({ host }) => host))]).toEqual(hosts);
    expect(world.seen.every(({ headers }) => headers['authorization'] === undefined)).toBe(true);
  });

  it('is shown its own credentials, and may be on a private network', async () => {
    await using world = await openWorld();
    world.names.set('mirror.example', '10.1.2.3');
    world.sites.set(
      'mirror.example',
      guarded(calm, 'Basic realm="m"', (authorization) => authorization === basic),
    );
    expect(await open({ world, table, credentials: { 'mirror.example': robot } }).lookUp(reference('node:t'))).toMatchObject({ kind: 'found' });
    expect([...new Set(world.seen.map(({ host }) => host))]).toEqual(['mirror.example']);
  });

  it('is of lookups alone: lists come from the registry itself', async () => {
    await using world = await openWorld();
    world.sites.set('registry-1.docker.io', (_seen, response) => sendJson(response, 200, { tags: ['a'] }));
    expect(await open({ world, table }).listTags(reference('node'))).toMatchObject({ tags: ['a'] });
  });
});

describe('where a registry may be', () => {
  it.each([
    { story: 'on this machine without TLS, where the operator names it', text: 'localhost:5000/a/b:t', table: { 'localhost:5000': {} }, asked: ['http: localhost:5000'] },
    { story: 'on this machine by its address', text: '127.0.0.1:5000/a/b:t', table: { '127.0.0.1:5000': {} }, asked: ['http: 127.0.0.1:5000'] },
    { story: 'on a private network with TLS, where the operator names it', text: 'inside.example/a/b:t', table: { 'inside.example': {} }, asked: ['https: inside.example'] },
    { story: 'on a private network, where the operator names another', text: 'inside.example/a/b:t', table: { 'other.example': {} }, asked: [] },
    { story: 'in capitals', text: 'Inside.Example/a/b:t', table: { 'inside.example': {} }, asked: ['https: inside.example'] },
  ])('$story', async ({ text, table, asked }) => {
    await using world = await openWorld();
    world.names.set('inside.example', '10.1.2.3').set('localhost', '::1 127.0.0.1');
    for (const host of ['localhost:5000', '127.0.0.1:5000', 'inside.example']) world.sites.set(host, calm);
    const answer = await open({ world, table }).lookUp(reference(text));
    expect(world.seen.map(({ scheme, host }) => `${scheme} ${host}`)).toEqual(asked);
    expect(answer).toMatchObject(asked.length > 0 ? { kind: 'found' } : { code: 'refused', why: expect.stringContaining('factory.yaml does not name it') });
  });

  it('is not on a private network for Docker Hub and its like, though they are in the table', async () => {
    await using world = await openWorld();
    world.names.set('ghcr.io', '10.1.2.3');
    world.sites.set('ghcr.io', calm);
    expect(await open({ world, table: { 'ghcr.io': { realms: ['ghcr.io'] } } }).lookUp(reference('ghcr.io/a/b:t'))).toMatchObject({ code: 'refused' });
  });
});
