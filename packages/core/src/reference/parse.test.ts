import { describe, expect, it } from 'vitest';
import { formatReference, maxReferenceLength, parseDigest, parseDomain, parseReference, parseRepository, parseRepositoryPath, parseTag, repositoryUrl } from './index.ts';

const sha256 = `sha256:${'a'.repeat(64)}`;

describe('a reference that is none', () => {
  it.each([
    { story: 'nothing', text: '', code: 'empty', says: 'names no repository' },
    { story: 'a host alone', text: 'ghcr.io/', code: 'format', says: 'names no repository' },
    { story: 'a tag alone', text: ':22', code: 'format', says: 'names no repository' },
    { story: 'upper case', text: 'Node:22', code: 'uppercase', says: 'lower case: `node`, not `Node`' },
    { story: 'upper case after the host', text: 'ghcr.io/Acme/App', code: 'uppercase', says: '`acme/app`, not `Acme/App`' },
    { story: 'a variable that nobody replaced', text: '$BASE', code: 'format', says: '`$BASE` is not the path' },
    { story: 'a URL', text: 'https://ghcr.io/acme/app', code: 'format', says: 'leave out `https://`' },
    { story: 'the transport of another tool', text: 'docker://node', code: 'format', says: 'leave out `docker://`' },
    { story: 'a blank', text: 'node :22', code: 'format', says: '`node ` is not the path' },
    { story: 'a line end after it', text: 'node:22\n', code: 'format', says: '`22\\n` is not a tag' },
    { story: 'a host with a blank', text: 'gh cr.io/app', code: 'format', says: '`gh cr.io` is not the host' },
    { story: 'a host that DNS does not know', text: 'foo_bar.com/app', code: 'format', says: '`foo_bar.com` is not the host' },
    { story: 'a port that is none', text: 'localhost:http/app', code: 'format', says: '`localhost:http` is not the host' },
    { story: 'no tag after the colon', text: 'node:', code: 'format', says: 'no tag after' },
    { story: 'two tags', text: 'node:22:23', code: 'format', says: '`22:23` is not a tag' },
    { story: 'a tag of 129 characters', text: `node:${'a'.repeat(129)}`, code: 'format', says: 'up to 128' },
    { story: 'the id of an image', text: 'a'.repeat(64), code: 'identifier', says: 'id of an image' },
    { story: 'no digest after the @', text: 'node@', code: 'digest-format', says: 'no digest after' },
    { story: 'digest before tag', text: `node@${sha256}:22`, code: 'digest-format', says: 'is not a digest' },
    { story: 'a short digest', text: `node@sha256:${'a'.repeat(63)}`, code: 'digest-length', says: '63 hex digits; sha256 has 64' },
    { story: 'a long digest', text: `node@sha256:${'a'.repeat(65)}`, code: 'digest-length', says: '65 hex digits; sha256 has 64' },
    { story: 'sha512 with the digits of sha384', text: `node@sha512:${'a'.repeat(96)}`, code: 'digest-length', says: 'sha512 has 128' },
    { story: 'a digest in upper case', text: `node@sha256:${'A'.repeat(64)}`, code: 'digest-format', says: 'lower case' },
    { story: 'an unknown algorithm', text: `node@md5:${'a'.repeat(32)}`, code: 'digest-unsupported', says: '`md5`' },
    { story: 'an algorithm that every object has', text: `node@constructor:${'a'.repeat(64)}`, code: 'digest-unsupported', says: '`constructor`' },
    { story: 'a path of 256 bytes', text: `ghcr.io/${'a'.repeat(256)}`, code: 'too-long', says: '256 characters; 255' },
    { story: 'a path that library/ makes too long', text: 'a'.repeat(248), code: 'too-long', says: '256 characters; 255' },
    { story: 'a text longer than any reference', text: 'a/'.repeat(maxReferenceLength), code: 'too-long', says: '4096 at most' },
  ])('$story: $code', ({ text, code, says }) => {
    expect(parseReference(text)).toMatchObject({ ok: false, error: { code, message: expect.stringContaining(says) } });
  });

  it('has a message that prints what it quotes harmlessly, and not much of it', () => {
    const parsed = parseReference(`ghcr.io/\u001b[31m\u202e${'x '.repeat(100)}`);
    expect(parsed.ok ? '' : parsed.error.message).toMatch(/^`\\u001b\[31m\\u202e[x ]+…` is not the path.{0,120}$/);
  });
});

describe('a reference', () => {
  it.each([
    { story: 'the longest path', text: `ghcr.io/${'a'.repeat(255)}` },
    { story: 'the longest tag', text: `docker.io/library/node:${'_'.repeat(128)}` },
    { story: 'sha384', text: `docker.io/library/node@sha384:${'0'.repeat(96)}` },
    { story: 'sha512 and a tag', text: `docker.io/library/node:22@sha512:${'0'.repeat(128)}` },
    { story: 'a host without a dot, and its port', text: 'registry:5000/app' },
    { story: 'IPv6', text: '[2001:db8::1]:5000/a/b:c' },
    { story: 'every separator of a path', text: 'ghcr.io/a.b/c_d/e__f/g---h' },
    { story: 'a path that looks like a host', text: 'docker.io/quay.io/acme' },
  ])('with $story stays as it is', ({ text }) => {
    const parsed = parseReference(text);
    expect(parsed.ok ? formatReference(parsed.value) : parsed.error).toBe(text);
  });
});

describe('the two fields of an enrollment', () => {
  it.each([
    { registry: 'ghcr.io', repository: 'acme/app', url: 'ghcr.io/acme/app' },
    { registry: 'ghcr.io', repository: 'app', url: 'ghcr.io/app' },
    { registry: 'docker.io', repository: 'node', url: 'docker.io/library/node' },
    { registry: 'index.docker.io', repository: 'node', url: 'docker.io/library/node' },
    { registry: 'index.docker.io', repository: 'acme/app', url: 'docker.io/acme/app' },
    { registry: 'localhost:5000', repository: 'a/b/c', url: 'localhost:5000/a/b/c' },
  ])('$registry and $repository are $url', ({ registry, repository, url }) => {
    const parsed = parseRepository(registry, repository);
    expect(parsed.ok ? repositoryUrl(parsed.value) : parsed.error).toBe(url);
  });

  it.each([
    { story: 'no registry', registry: '', repository: 'app', code: 'empty' },
    { story: 'no repository', registry: 'ghcr.io', repository: '', code: 'empty' },
    { story: 'a namespace of Docker Hub as registry', registry: 'acme', repository: 'app', code: 'format' },
    { story: 'a URL as registry', registry: 'https://ghcr.io', repository: 'acme/app', code: 'format' },
    { story: 'a path in the registry', registry: 'ghcr.io/acme', repository: 'app', code: 'format' },
    { story: 'credentials in the registry', registry: 'ghcr.io@evil.example', repository: 'app', code: 'format' },
    { story: 'a host longer than DNS has', registry: `${'a.'.repeat(150)}io`, repository: 'app', code: 'format' },
    { story: 'a tag', registry: 'ghcr.io', repository: 'acme/app:1', code: 'format' },
    { story: 'a digest', registry: 'ghcr.io', repository: `acme/app@${sha256}`, code: 'format' },
    { story: 'upper case', registry: 'ghcr.io', repository: 'Acme/app', code: 'uppercase' },
    { story: 'a way up', registry: 'ghcr.io', repository: '../acme/app', code: 'format' },
    { story: 'a slash at the end', registry: 'ghcr.io', repository: 'acme/', code: 'format' },
  ])('with $story: $code', ({ registry, repository, code }) => {
    expect(parseRepository(registry, repository)).toMatchObject({ ok: false, error: { code } });
  });

  it('P4: refuses a repository that would break out of an expression string', () => {
    const hostile = 'a") + secret("x").token + ("';
    expect(parseRepositoryPath(hostile)).toBe(undefined);
    for (const registry of ['docker.io', 'ghcr.io']) expect(parseRepository(registry, hostile)).toMatchObject({ ok: false, error: { code: 'format' } });
    expect(parseReference(`ghcr.io/${hostile}`)).toMatchObject({ ok: false, error: { code: 'format' } });
    expect(parseReference(`ghcr.io/acme/app:${hostile}`)).toMatchObject({ ok: false, error: { code: 'format' } });
    for (const parse of [parseDomain, parseTag, parseDigest]) expect(parse(hostile)).toBe(undefined);
  });
});

describe('one part alone', () => {
  it.each([
    {
      part: 'domain',
      parse: parseDomain,
      good: ['ghcr.io', 'localhost', 'localhost:5000', 'A', '[::1]', '10.0.0.1:443'],
      bad: ['', 'acme', 'ghcr.io/', 'ghcr.io:', '-a.io', 'a..io', '::1', '[fe80::1%eth0]', '[]:1'],
    },
    { part: 'path', parse: parseRepositoryPath, good: ['a', 'library/node', 'a__b', 'a--b/c.d'], bad: ['', '/a', 'a/', 'a//b', 'A', 'a___b', 'a..b', '.a', 'a_', 'é'] },
    { part: 'tag', parse: parseTag, good: ['1.10', '1e3', '0x10', 'null', '_', 'V1', 'a..b--', 'x'.repeat(128)], bad: ['', '.a', '-a', 'a:b', 'a b', 'a\n', 'é', 'x'.repeat(129)] },
    {
      part: 'digest',
      parse: parseDigest,
      good: [sha256, `sha384:${'0'.repeat(96)}`, `sha512:${'f'.repeat(128)}`],
      bad: ['', 'sha256:', 'a'.repeat(64), `SHA256:${'a'.repeat(64)}`, `${sha256}\n`, `sha256:${'g'.repeat(64)}`],
    },
  ])('$part: as it is written, or not at all', ({ parse, good, bad }) => {
    expect(good.map((text) => parse(text))).toEqual(good);
    expect(bad.map((text) => parse(text))).toEqual(bad.map(() => undefined));
  });

  it('index.docker.io is docker.io', () => {
    expect(parseDomain('index.docker.io')).toBe('docker.io');
  });
});
