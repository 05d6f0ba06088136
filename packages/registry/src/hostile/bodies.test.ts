import { gzipSync } from 'node:zlib';
import { content, descriptor, image, index, platformOf, reference, sha256, types, type Content } from '../content.fixture.ts';
import type { Registry } from '../types.ts';
import type { Site } from '../world.fixture.ts';
import { amd64, calm, describeAttacks, good, home, type Attack } from './hostile.fixture.ts';
import { broken, denied, endless, found, mismatch, unreachable, unsupported } from './sites.fixture.ts';

function body(bytes: Content, headers: Readonly<Record<string, string | number>> = {}): Site {
  return (_seen, response) => response.writeHead(200, { 'content-type': bytes.mediaType, ...headers }).end(bytes.bytes);
}

function raw(text: string): Site {
  return (_seen, response) => response.socket?.end(text);
}

const config = (registry: Registry): Promise<object> => registry.imageConfig(reference(`${home}/a/b`), amd64.manifest.digest);

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

describeAttacks('a body', bodies);
