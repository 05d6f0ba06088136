import { gzipSync } from 'node:zlib';
import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { content, descriptor, image, index, platformOf, reference, sha256, types, type Content } from './content.fixture.ts';
import { amd64, calm, canaries, good, home, isFailure, issued, perform, type Attack, type Canary } from './hostile.fixture.ts';
import type { Registry } from './types.ts';
import { sendJson, wellBehaved, type Seen, type Site, type World } from './world.fixture.ts';

const found = { kind: 'found', digest: good.digest };
const refused = { kind: 'unknown', code: 'refused' };
const broken = { kind: 'unknown', code: 'broken' };
const denied = { kind: 'unknown', code: 'denied' };
const mismatch = { kind: 'unknown', code: 'mismatch' };
const unsupported = { kind: 'unknown', code: 'unsupported' };
const unreachable = { kind: 'unknown', code: 'unreachable' };
const limited = { kind: 'unknown', code: 'limited' };

function spelled(canary: Canary): string {
  return canary.spellings.at(-1) ?? '';
}

/** A registry that sends everybody to a realm, and takes its token. */
function realm(header: string | ((canary: Canary) => string), others: Readonly<Record<string, Site>> = {}): (world: World, canary: Canary) => void {
  return (world, canary) => {
    world.sites.set(home, (seen, response) => {
      if (seen.headers['authorization'] === `Bearer ${issued}`) calm(seen, response);
      else if (seen.path.startsWith('/token')) token(seen, response);
      else sendJson(response, 401, {}, { 'www-authenticate': typeof header === 'string' ? header : header(canary) });
    });
    for (const [host, site] of Object.entries(others)) world.sites.set(host, site);
  };
}

const token: Site = (_seen, response) => sendJson(response, 200, { token: issued });

/** Gives a token of its own, which is nobody's secret, and repeats whatever it was shown. */
const echo: Site = (seen, response) => sendJson(response, 200, { token: 'anonymous', said: seen });

function bearer(url: string, more = ''): string {
  return `Bearer realm="${url}",service="r"${more}`;
}

function toward(location: string | ((canary: Canary) => string)): Pick<Attack, 'sites'> {
  return {
    sites: (world, canary) => {
      const locked = world.sites.get(home);
      const away: Site = (_seen, response) => response.writeHead(307, { location: typeof location === 'string' ? location : location(canary) }).end();
      world.sites.set(home, (seen, response) => {
        const isIn = seen.headers['authorization'] !== undefined && !seen.path.startsWith('/token');
        if (isIn) away(seen, response);
        else locked?.(seen, response);
      });
      for (const host of ['cdn.amazonaws.com', 'evil.example', 'inside.amazonaws.com', '127.0.0.1', '169.254.169.254']) world.sites.set(host, calm);
    },
  };
}

function body(bytes: Content, headers: Readonly<Record<string, string | number>> = {}): Site {
  return (_seen, response) => response.writeHead(200, { 'content-type': bytes.mediaType, ...headers }).end(bytes.bytes);
}

function raw(text: string): Site {
  return (_seen, response) => response.socket?.end(text);
}

function endless(response: ServerResponse): void {
  const chunk = Buffer.alloc(65_536, ' ');
  const more = (): void => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on('drain', more);
  more();
}

const tags = (registry: Registry): Promise<object> => registry.listTags(reference(`${home}/a/b`));
const referrers = (registry: Registry): Promise<object> => registry.referrers(reference(`${home}/a/b`), good.digest);
const config = (registry: Registry): Promise<object> => registry.imageConfig(reference(`${home}/a/b`), amd64.manifest.digest);

function links(link: string | ((seen: Seen) => string), page: object = { tags: ['a'] }): Site {
  return (seen, response) => sendJson(response, 200, page, { link: typeof link === 'string' ? link : link(seen) });
}

function retry(status: number, header?: string): Site {
  return (_seen, response) => sendJson(response, status, {}, header === undefined ? {} : { 'retry-after': header });
}

const realms: readonly Attack[] = [
  { attack: 'a realm on another host', sites: realm(bearer('https://evil.example/token'), { 'evil.example': echo }), is: denied },
  { attack: 'a realm on another host that takes tokens of anybody', sites: realm(bearer('https://evil.example/token'), { 'evil.example': token }), is: found, may: [home, 'evil.example'] },
  { attack: 'a realm on another port', sites: realm(bearer(`https://${home}:8443/token`), { [`${home}:8443`]: echo }), is: denied },
  { attack: 'a realm whose name begins with ours', sites: realm(bearer(`https://${home}.evil.example/token`), { [`${home}.evil.example`]: echo }), is: denied },
  { attack: 'a realm whose name ends in ours', sites: realm(bearer(`https://evil-${home}/token`), { [`evil-${home}`]: echo }), is: denied },
  { attack: 'a realm with a dot behind its name', sites: realm(bearer(`https://${home}./token`), { [`${home}.`]: echo }), is: denied },
  { attack: 'a realm with userinfo', sites: realm(bearer(`https://a:b@${home}/token`)), is: refused },
  { attack: 'a realm that looks like ours by userinfo', sites: realm(bearer(`https://${home}@evil.example/token`), { 'evil.example': echo }), is: refused },
  { attack: 'a realm that looks like ours by a backslash', sites: realm(bearer(`https://evil.example\\\\@${home}/token`), { 'evil.example': echo }), is: denied },
  { attack: 'a realm without TLS', sites: realm(bearer('http://evil.example/token'), { 'evil.example': echo }), is: refused },
  { attack: 'our own realm without TLS', sites: realm(bearer(`http://${home}/token`)), is: refused },
  { attack: 'a realm on this machine', sites: realm(bearer('http://127.0.0.1/token'), { '127.0.0.1': echo }), is: refused },
  { attack: 'a realm on this machine with TLS', sites: realm(bearer('https://127.0.0.1/token'), { '127.0.0.1': echo }), is: refused },
  { attack: 'a realm at the metadata service', sites: realm(bearer('https://169.254.169.254/latest'), { '169.254.169.254': echo }), is: refused },
  { attack: 'a realm at the metadata service in IPv6 clothes', sites: realm(bearer('https://[::ffff:169.254.169.254]/'), { '[::ffff:a9fe:a9fe]': echo }), is: refused },
  { attack: 'a realm at the metadata service as a number', sites: realm(bearer('https://2852039166/'), { '169.254.169.254': echo }), is: refused },
  {
    attack: 'a realm whose name is at a private address',
    sites: (world, canary) => {
      realm(bearer('https://evil.example/token'), { 'evil.example': echo })(world, canary);
      world.names.set('evil.example', '10.0.0.5');
    },
    is: refused,
  },
  {
    attack: 'a realm whose name has a private address among public ones',
    sites: (world, canary) => {
      realm(bearer('https://evil.example/token'), { 'evil.example': echo })(world, canary);
      world.names.set('evil.example', '93.184.215.14 ::ffff:127.0.0.1');
    },
    is: refused,
  },
  { attack: 'a realm that is a file', sites: realm(bearer('file:///etc/passwd')), is: refused },
  { attack: 'a realm that is a script', sites: realm(bearer('data:application/json,1')), is: refused },
  { attack: 'a realm that is nowhere', sites: realm(bearer('/token')), is: broken },
  { attack: 'no realm', sites: realm('Bearer service="r"'), is: denied },
  { attack: 'two realms in one challenge', sites: realm(bearer(`https://${home}/token`, ',realm="https://evil.example/token"'), { 'evil.example': echo }), is: denied },
  { attack: 'a challenge without end', sites: realm(`Bearer realm="https://${home}/token",x="${'x'.repeat(9000)}"`), is: denied },
  { attack: 'a challenge that does not end its quotes', sites: realm(`Bearer realm="https://${home}/token",service="r`), is: denied },
  { attack: 'a service without end', sites: realm(`Bearer realm="https://${home}/token",service="${'x'.repeat(300)}"`), is: broken },
  { attack: 'a service that would be a header', sites: realm(`Bearer realm="https://${home}/token",service="a%0d%0aAuthorization: x\\"&scope=y"`), is: found },
  {
    attack: 'a realm that redirects to another host',
    sites: realm(bearer(`https://${home}:444/token`), { [`${home}:444`]: (_seen, response) => response.writeHead(307, { location: 'https://evil.example/' }).end(), 'evil.example': echo }),
    table: { [home]: { realms: [`${home}:444`] } },
    may: [home, `${home}:444`],
    is: refused,
  },
  {
    attack: 'a realm that says what it was shown',
    sites: realm(bearer('https://auth.example/token'), { 'auth.example': (seen, response) => sendJson(response, 401, { errors: [{ code: 'DENIED', message: JSON.stringify(seen) }] }) }),
    table: { [home]: { realms: ['auth.example'] } },
    may: [home, 'auth.example'],
    is: denied,
  },
  {
    attack: 'a token that would be two headers',
    sites: realm(bearer('https://auth.example/token'), { 'auth.example': (_seen, response) => sendJson(response, 200, { token: 'a\r\nX-Evil: b' }) }),
    is: broken,
  },
  { attack: 'a token without end', sites: realm(bearer('https://auth.example/token'), { 'auth.example': (_seen, response) => sendJson(response, 200, { token: 'a'.repeat(20_000) }) }), is: broken },
  { attack: 'an answer with a token without end', sites: realm(bearer('https://auth.example/token'), { 'auth.example': (_seen, response) => endless(response) }), is: broken },
  {
    attack: 'a page instead of a token',
    sites: realm(bearer('https://auth.example/token'), { 'auth.example': (_seen, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>') }),
    is: broken,
  },
  { attack: 'a token that is a list', sites: realm(bearer('https://auth.example/token'), { 'auth.example': (_seen, response) => sendJson(response, 200, [issued]) }), is: broken },
  {
    attack: 'a token that is good for ever',
    sites: realm(bearer('https://auth.example/token'), { 'auth.example': (_seen, response) => sendJson(response, 200, { token: issued, expires_in: 1e308 }) }),
    may: [home, 'auth.example'],
    is: found,
  },
  {
    attack: 'a token that was never good',
    sites: realm(bearer('https://auth.example/token'), { 'auth.example': (_seen, response) => sendJson(response, 200, { token: issued, expires_in: -1 }) }),
    may: [home, 'auth.example'],
    is: found,
  },
  {
    attack: 'a registry that first takes a password and then names a realm with it',
    sites: (world, canary) => {
      world.sites.set('evil.example', echo);
      world.sites.set(home, (seen, response) => {
        const isNew = seen.headers['authorization'] === undefined;
        sendJson(response, 401, {}, { 'www-authenticate': isNew ? 'Basic realm="r"' : bearer(`https://evil.example/${encodeURIComponent(spelled(canary))}`) });
      });
    },
    ask: async (registry) => {
      await registry.lookUp(reference(`${home}/a/b:t`));
      return registry.lookUp(reference(`${home}/a/c:t`));
    },
    is: { kind: 'unknown' },
  },
];

const redirects: readonly Attack[] = [
  { attack: 'a redirect to where content is kept', ...toward('https://cdn.amazonaws.com/v2/a/b/manifests/t'), is: found },
  { attack: 'a redirect to another host', ...toward('https://evil.example/v2/a/b/manifests/t'), is: refused },
  { attack: 'a redirect to a name that ends like one of ours', ...toward('https://evilamazonaws.com/v2/a/b/manifests/t'), is: refused },
  { attack: 'a redirect to where content is kept, without TLS', ...toward('http://cdn.amazonaws.com/v2/a/b/manifests/t'), is: refused },
  { attack: 'a redirect to ourselves without TLS', ...toward(`http://${home}/v2/a/b/manifests/t`), is: refused },
  { attack: 'a redirect to another port', ...toward(`https://${home}:8443/v2/a/b/manifests/t`), is: refused },
  { attack: 'a redirect to the metadata service', ...toward('http://169.254.169.254/latest/meta-data'), is: refused },
  { attack: 'a redirect to the metadata service with TLS', ...toward('https://169.254.169.254/latest/meta-data'), is: refused },
  { attack: 'a redirect to this machine', ...toward('http://127.0.0.1/v2/a/b/manifests/t'), is: refused },
  {
    attack: 'a redirect to where content is kept, at a private address',
    sites: (world, canary) => {
      toward('https://inside.amazonaws.com/v2/a/b/manifests/t').sites?.(world, canary);
      world.names.set('inside.amazonaws.com', '192.168.1.1');
    },
    is: refused,
  },
  { attack: 'a redirect with userinfo', ...toward('https://a:b@cdn.amazonaws.com/'), is: refused },
  { attack: 'a redirect to itself', ...toward(`https://${home}/v2/a/b/manifests/t`), is: refused, most: 12 },
  { attack: 'a redirect to nowhere', ...toward('https://'), is: refused },
  { attack: 'a redirect to a file', ...toward('file:///etc/passwd'), is: refused },
  { attack: 'a redirect without end', ...toward(`https://cdn.amazonaws.com/${'x'.repeat(5000)}`), is: broken },
  { attack: 'a redirect that carries what it was shown', ...toward((canary) => `https://cdn.amazonaws.com/?x=${encodeURIComponent(canary.spellings[0] ?? '')}&y=${issued}`), is: refused },
  { attack: 'a redirect that says no address', site: (_seen, response) => response.writeHead(302).end(), is: broken },
  {
    attack: 'a redirect there and back: who comes back is a stranger',
    sites: (world, canary) => {
      toward('https://cdn.amazonaws.com/v2/a/b/manifests/t').sites?.(world, canary);
      world.sites.set('cdn.amazonaws.com', (_seen, response) => response.writeHead(302, { location: `https://${home}/back` }).end());
      const before = world.sites.get(home);
      world.sites.set(home, (seen, response) => {
        if (seen.path !== '/back') before?.(seen, response);
        else if (seen.headers['authorization'] === undefined) calm({ ...seen, path: '/v2/a/b/manifests/t' }, response);
        else sendJson(response, 500, {});
      });
    },
    is: found,
  },
  {
    attack: 'a realm named where content is kept',
    sites: (world, canary) => {
      toward('https://cdn.amazonaws.com/').sites?.(world, canary);
      world.sites.set('cdn.amazonaws.com', (_seen, response) => sendJson(response, 401, {}, { 'www-authenticate': bearer('https://evil.example/token') }));
      world.sites.set('evil.example', echo);
    },
    is: denied,
    most: 4,
  },
  {
    attack: 'a realm named where content is kept, before our registry asked for anything',
    sites: (world) => {
      world.sites.set(home, (_seen, response) => response.writeHead(307, { location: 'https://cdn.amazonaws.com/' }).end());
      world.sites.set('cdn.amazonaws.com', (_seen, response) => sendJson(response, 401, {}, { 'www-authenticate': bearer('https://evil.example/token') }));
      world.sites.set('evil.example', echo);
    },
    is: denied,
    most: 2,
  },
  {
    attack: 'a password asked for where content is kept',
    sites: (world, canary) => {
      toward('https://cdn.amazonaws.com/').sites?.(world, canary);
      world.sites.set('cdn.amazonaws.com', (_seen, response) => sendJson(response, 401, {}, { 'www-authenticate': 'Basic realm="r"' }));
    },
    is: denied,
  },
];

const deep = good.bytes.toString().replace('{', () => `{"deep":${'['.repeat(200_000)}${']'.repeat(200_000)},`);
const bomb = gzipSync(Buffer.alloc(16 * 1024 * 1024));
const lyingIndex = index([descriptor(amd64.manifest)]);

const bodies: readonly Attack[] = [
  { attack: 'a body that is announced as too long', site: (_seen, response) => response.writeHead(200, { 'content-type': types.index, 'content-length': 5 * 1024 * 1024 }).write(' '), is: broken },
  { attack: 'a body without end', site: (_seen, response) => endless(response), is: broken },
  { attack: 'a body that never comes to its end', site: (_seen, response) => response.writeHead(200, { 'content-type': types.index }).write('{'), transport: { totalMs: 150 }, is: unreachable },
  { attack: 'no answer at all', site: () => {}, transport: { totalMs: 150 }, is: unreachable },
  { attack: 'hints for ever, and no answer', site: (_seen, response) => response.writeEarlyHints({ link: '</x>; rel=preload' }), transport: { totalMs: 150 }, is: unreachable },
  {
    attack: 'a body that is cut off',
    site: (_seen, response) => response.writeHead(200, { 'content-type': types.index, 'content-length': 100 }).write('{', () => response.destroy()),
    is: unreachable,
  },
  { attack: 'a bomb', site: (_seen, response) => response.writeHead(200, { 'content-type': types.index, 'content-encoding': 'gzip' }).end(bomb), is: broken },
  { attack: 'an answer that is said to be compressed', site: body(good, { 'content-encoding': 'br' }), is: broken },
  { attack: 'something that is not HTTP', site: raw('SSH-2.0-OpenSSH_9.2\r\n'), is: broken },
  { attack: 'headers without end', site: raw(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`), is: broken },
  { attack: 'a header with a line in it', site: raw('HTTP/1.1 200 OK\r\ndocker-content-digest: sha256:\rx\r\ncontent-length: 0\r\n\r\n'), is: broken },
  { attack: 'two lengths', site: raw('HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n{}'), is: broken },
  { attack: 'a digest that is not that of the body', site: body(good, { 'docker-content-digest': sha256('x') }), is: mismatch },
  { attack: 'a digest of another kind that is not that of the body', site: body(good, { 'docker-content-digest': `sha512:${'0'.repeat(128)}` }), is: mismatch },
  { attack: 'a digest that is none', site: body(good, { 'docker-content-digest': 'sha256:abc' }), is: found },
  { attack: 'another body than that of the digest', site: body(good), ask: config, is: mismatch },
  { attack: 'another config than that of the digest', site: (seen, response) => (seen.path.includes('/blobs/') ? body(good)(seen, response) : calm(seen, response)), ask: config, is: mismatch },
  { attack: 'a config without end', site: (seen, response) => (seen.path.includes('/blobs/') ? endless(response) : calm(seen, response)), ask: config, is: broken },
  { attack: 'a media type of nothing', site: body({ ...good, mediaType: 'application/octet-stream' }), is: unsupported },
  { attack: 'a media type that the text contradicts', site: body({ ...good, mediaType: types.manifest }), is: broken },
  { attack: 'a media type that is nearly that of the text', site: body({ ...good, mediaType: types.list }), is: broken },
  { attack: 'an index that is a manifest as well', site: body(index([descriptor(amd64.manifest)], types.index, { config: descriptor(amd64.config), layers: [] })), is: broken },
  { attack: 'a page to log in on', site: (_seen, response) => response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<html>Log in</html>'), is: broken },
  { attack: 'a page that is not there', site: (_seen, response) => response.writeHead(404, { 'content-type': 'text/html' }).end('<html>'), is: broken },
  { attack: 'a page that says what it was shown', site: (seen, response) => response.writeHead(403, { 'content-type': 'text/html' }).end(JSON.stringify(seen)), is: denied },
  { attack: 'half of a manifest', site: body(content(types.index, good.bytes.subarray(0, 40))), is: broken },
  { attack: 'a manifest as deep as it is long', site: body(content(types.index, deep)), is: broken },
  { attack: 'a manifest that is a list', site: body(content(types.index, [])), is: broken },
  { attack: 'a digest with a path in it', site: body(content(types.index, { schemaVersion: 2, manifests: [{ mediaType: types.manifest, digest: 'sha256:../../x', size: 1 }] })), is: broken },
  { attack: 'an index that leads to itself', site: (seen, response) => body(lyingIndex)({ ...seen }, response), is: mismatch },
  {
    attack: 'two manifests for one platform',
    site: body(index([amd64, image('linux/amd64', 'other')].map(({ manifest }) => descriptor(manifest, { platform: platformOf('linux/amd64') })))),
    is: broken,
  },
  { attack: 'keys that are none', site: body(content(types.index, good.bytes.toString().replace('{', '{"__proto__":{"kind":"found"},"constructor":{},'))), is: { kind: 'found' } },
  { attack: 'nothing changed, though nothing was known', site: (_seen, response) => response.writeHead(304).end(), is: broken },
  { attack: 'nothing changed in a manifest that nobody knew', ask: config, site: (_seen, response) => response.writeHead(304).end(), is: broken },
  { attack: 'a part of something', site: (_seen, response) => response.writeHead(206, { 'content-type': types.index }).end(good.bytes), is: broken },
];

const lists: readonly Attack[] = [
  { attack: 'tags that go on at another host', ask: tags, site: links('<https://evil.example/v2/a/b/tags/list?last=a>; rel="next"'), is: refused },
  { attack: 'tags that go on without TLS', ask: tags, site: links(`<http://${home}/v2/a/b/tags/list?last=a>; rel="next"`), is: refused },
  { attack: 'tags that go on in another repository', ask: tags, site: links('</v2/a/secret/tags/list?last=a>; rel="next"'), is: refused },
  { attack: 'tags that go on with userinfo', ask: tags, site: links(`<https://a:b@${home}/v2/a/b/tags/list>; rel="next"`), is: refused },
  { attack: 'tags that go in a circle', ask: tags, site: links('</v2/a/b/tags/list?last=a>; rel="next"'), is: broken, most: 6 },
  { attack: 'tags without end', ask: tags, site: links(({ path }) => `<${path}x>; rel="next"`), is: { kind: 'tags', isComplete: false }, most: 44 },
  {
    attack: 'a page of tags without end',
    ask: tags,
    site: links('<?last=a>; rel="next"', { tags: Array.from({ length: 30_000 }, (_, at) => `t${at}`) }),
    is: { kind: 'tags', isComplete: false },
    most: 4,
  },
  { attack: 'tags that are none', ask: tags, site: links('', { tags: ['a', '../b', '-c', 'd e', '', 'x'.repeat(200)] }), is: { kind: 'tags', tags: ['a'], isComplete: true } },
  { attack: 'a list that is none', ask: tags, site: links('', { tags: 7 }), is: broken },
  { attack: 'referrers that go on at another host', ask: referrers, site: links('<https://evil.example/>; rel="next"', { manifests: [] }), is: refused },
  { attack: 'referrers without end', ask: referrers, site: links(({ path }) => `<${path.includes('?') ? path : `${path}?`}x>; rel="next"`, { manifests: [] }), is: { isComplete: false }, most: 24 },
  { attack: 'referrers that are a page', ask: referrers, site: (_seen, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'), is: broken },
];

const limits: readonly Attack[] = [
  { attack: 'wait for 30 years', site: retry(429, '999999999'), is: limited, most: 4 },
  { attack: 'wait for less than nothing', site: retry(429, '-5'), is: limited, most: 8 },
  { attack: 'wait for more than a number holds', site: retry(429, '9'.repeat(60)), is: limited, most: 4 },
  { attack: 'wait until a day that was', site: retry(429, 'Wed, 21 Oct 2015 07:28:00 GMT'), is: limited, most: 8 },
  { attack: 'wait until a day far off', site: retry(429, 'Fri, 31 Dec 9999 23:59:59 GMT'), is: limited, most: 4 },
  { attack: 'wait for soon', site: retry(429, 'soon'), is: limited, most: 8 },
  { attack: 'wait', site: retry(429), is: limited, most: 8 },
  { attack: 'wait, said as forbidden', site: retry(403, '86400'), is: limited, most: 4 },
  { attack: 'out of order for ever', site: retry(503), is: broken, most: 8 },
  { attack: 'every connection broken off', site: (_seen, response) => response.destroy(), is: unreachable, most: 8 },
];

/** Who writes a Dockerfile names hosts, and the operator did not. */
const names: readonly Attack[] = [
  ...[
    '0x7f.1',
    '127.1',
    '2130706433:443',
    '127.0.0.1',
    '127.0.0.1:5000',
    'localhost:5000',
    '[::1]:5000',
    '[::ffff:7f00:1]',
    '134744072:443',
    '0x8.8.8.8',
    '10.0.0.1',
    '169.254.169.254',
    '0.0.0.0:80',
    'inside.example',
    'r.example:99999',
  ].map((host) => ({
    attack: `an image at ${host}`,
    sites: (world: World) => void world.names.set('inside.example', 'fd00::1').set('localhost', '127.0.0.1'),
    ask: (registry: Registry) => registry.lookUp(reference(`${host}/a/b:t`)),
    is: refused,
    most: 0,
  })),
  { attack: 'the metadata service, even where the operator names it', ask: (registry) => registry.lookUp(reference('169.254.169.254/a/b:t')), table: { '169.254.169.254': {} }, is: refused, most: 0 },
];

describe.each(canaries)('with $shape', (canary) => {
  const all = { realms, redirects, bodies, lists, limits, names };
  describe.each(Object.entries(all))('%s', (_group, attacks) => {
    it.each(attacks)('$attack', async (attack) => {
      const { answer, seen, leaks } = await perform(attack, canary);
      expect(answer).toMatchObject(attack.is);
      expect(leaks).toEqual([]);
      expect(seen.length).toBeLessThanOrEqual(attack.most ?? 30);
      if (isFailure(answer)) expect(answer.why).toMatch(/^[^\n]{10,300}$/);
    });
  });

  it('is shown to its registry, and by that the others are worth something', async () => {
    const { answer, seen } = await perform({ attack: 'none', is: found }, canary);
    expect(answer).toMatchObject(found);
    expect(seen.some((one) => canary.isShown(one))).toBe(true);
  });
});

it('has enough attacks', () => {
  expect([realms, redirects, bodies, lists, limits, names].flat().length).toBeGreaterThanOrEqual(40);
});

it('asks for nothing but to read, whatever the challenge says', async () => {
  const [canary] = canaries;
  if (canary === undefined) throw new Error('There are canaries.');
  const { seen } = await perform(
    { attack: 'a wide scope', sites: realm(bearer(`https://${home}/token?scope=admin`, ',scope="repository:other/secret:push,pull registry:catalog:*"')), is: found },
    canary,
  );
  expect(seen.map(({ path }) => path).filter((path) => path.startsWith('/token'))).toEqual(['/token?scope=repository%3Aa%2Fb%3Apull&service=r']);
});

it('leaves the prototypes of everything alone', () => {
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(wellBehaved({}, [])).toBeTypeOf('function');
});
