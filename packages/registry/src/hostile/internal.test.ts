import { describe, expect, it } from 'vitest';
import { amd64, calm, home } from './hostile.fixture.ts';
import { reference } from '../content.fixture.ts';
import { createRegistry } from '../registry.ts';
import type { Registry } from '../types.ts';
import { virtualPace } from '../virtual-pace.fixture.ts';
import { openWorld, sendJson, type Site } from '../world.fixture.ts';

const names = {
  'inside.example': '10.0.0.1',
  'inside.amazonaws.com': '192.168.0.1',
  'both.amazonaws.com': '93.184.215.14 127.0.0.1',
  'six.amazonaws.com': '::ffff:10.0.0.1',
  'meta.amazonaws.com': '169.254.169.254',
  localhost: '127.0.0.1',
};

const hosts = [
  ...Object.keys(names),
  '127.0.0.1',
  '127.1',
  '0177.0.0.1',
  '0x7f.0.0.1',
  '0x7f000001',
  '2130706433',
  '127.0.0.1.',
  '0.0.0.0',
  '0',
  '10.0.0.1',
  '172.16.0.1',
  '192.168.0.1',
  '100.64.0.1',
  '169.254.169.254',
  '0xA9FEA9FE',
  '2852039166',
  '168.63.129.16',
  '224.0.0.1',
  '255.255.255.255',
  '[::]',
  '[::1]',
  '[0:0:0:0:0:0:0:1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:a9fe:a9fe]',
  '[64:ff9b::7f00:1]',
  '[2002:7f00:1::]',
  '[fe80::1]',
  '[fd00:ec2::254]',
];
const urls = hosts.flatMap((host) => [`https://${host}/x`, `http://${host}/x`, `https://${home}@${host}/x`, `https://${host}:8443/x`]);

const positions: Readonly<Record<string, { readonly site: (url: string) => Site; readonly ask: (registry: Registry) => Promise<object> }>> = {
  realm: {
    site: (url) => (_seen, response) => sendJson(response, 401, {}, { 'www-authenticate': `Bearer realm="${url}"` }),
    ask: (registry) => registry.lookUp(reference(`${home}/a/b:t`)),
  },
  'redirect of a manifest': {
    site: (url) => (_seen, response) => response.writeHead(307, { location: url }).end(),
    ask: (registry) => registry.lookUp(reference(`${home}/a/b:t`)),
  },
  'redirect of a config': {
    site: (url) => (seen, response) => (seen.path.includes('/blobs/') ? response.writeHead(307, { location: url }).end() : calm(seen, response)),
    ask: (registry) => registry.imageConfig(reference(`${home}/a/b`), amd64.manifest.digest),
  },
  'redirect of a token': {
    site: (url) => (seen, response) => {
      if (seen.path.startsWith('/token')) response.writeHead(307, { location: url }).end();
      else sendJson(response, 401, {}, { 'www-authenticate': `Bearer realm="https://${home}/token"` });
    },
    ask: (registry) => registry.lookUp(reference(`${home}/a/b:t`)),
  },
  'next page of tags': {
    site: (url) => (_seen, response) => sendJson(response, 200, { tags: [] }, { link: `<${url}>; rel="next"` }),
    ask: (registry) => registry.listTags(reference(`${home}/a/b`)),
  },
  'next page of referrers': {
    site: (url) => (_seen, response) => sendJson(response, 200, { manifests: [] }, { link: `<${url}>; rel="next"` }),
    ask: (registry) => registry.referrers(reference(`${home}/a/b`), amd64.manifest.digest),
  },
};

describe('nothing inside is connected to by what a registry says', () => {
  it.each(Object.entries(positions))('as a %s', async (_position, { site, ask }) => {
    await using world = await openWorld();
    for (const [name, address] of Object.entries(names)) world.names.set(name, address);
    for (const url of urls) {
      world.sites.set(home, site(url));
      const answer = await ask(createRegistry({ transport: world.transport, pace: virtualPace() }));
      expect(answer, url).toMatchObject({ kind: 'unknown' });
    }
    expect(new Set(world.seen.map(({ host }) => host))).toEqual(new Set([home]));
  });

  it('and that is tried with many spellings', () => {
    expect(urls.length).toBeGreaterThanOrEqual(120);
  });
});
