import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatReference } from '../reference/index.ts';
import { digest } from './evidence.fixture.ts';
import { readPackageUrl } from './package-url.ts';

const pin = digest('pin');

describe('readPackageUrl', () => {
  it.each([
    { story: 'a tag on Docker Hub', uri: 'pkg:docker/node@22', is: 'docker.io/library/node:22' },
    { story: 'for a platform', uri: 'pkg:docker/node@22?platform=linux%2Famd64', is: 'docker.io/library/node:22 linux/amd64' },
    { story: 'a platform in another spelling', uri: 'pkg:docker/node@22?platform=linux%2Faarch64', is: 'docker.io/library/node:22 linux/arm64' },
    { story: 'a platform that nobody knows', uri: 'pkg:docker/node@22?platform=unknown', is: 'docker.io/library/node:22' },
    { story: 'a namespace', uri: 'pkg:docker/bitnami/redis@7', is: 'docker.io/bitnami/redis:7' },
    { story: 'another registry, deep', uri: 'pkg:docker/ghcr.io/acme/deep/lib@v4', is: 'ghcr.io/acme/deep/lib:v4' },
    { story: 'a port, encoded', uri: 'pkg:docker/127.0.0.1%3A5000/acme/thing@3', is: '127.0.0.1:5000/acme/thing:3' },
    { story: 'a port, as it is', uri: 'pkg:docker/localhost:5000/thing@3', is: 'localhost:5000/thing:3' },
    { story: 'a digest alone', uri: `pkg:docker/node?digest=${pin}&platform=linux%2Farm64`, is: `docker.io/library/node@${pin} linux/arm64` },
    { story: 'a tag and a digest', uri: `pkg:docker/node@22?digest=${pin}`, is: `docker.io/library/node:22@${pin}` },
    { story: 'a digest, encoded', uri: `pkg:docker/node@22?digest=${pin.replace(':', '%3A')}`, is: `docker.io/library/node:22@${pin}` },
    { story: 'a digest for a version', uri: `pkg:docker/node@${pin.replace(':', '%3A')}`, is: `docker.io/library/node@${pin}` },
    { story: 'the registry as a qualifier', uri: 'pkg:docker/acme/app@1?repository_url=ghcr.io', is: 'ghcr.io/acme/app:1' },
    { story: 'Docker Hub as a qualifier', uri: 'pkg:docker/acme/app@1?repository_url=https://hub.docker.com', is: 'docker.io/acme/app:1' },
    { story: 'neither tag nor digest', uri: 'pkg:docker/node', is: 'docker.io/library/node' },
    { story: 'slashes before the type, upper case', uri: 'pkg://Docker/node@22', is: 'docker.io/library/node:22' },
    { story: 'a fragment', uri: 'pkg:docker/node@22#etc/passwd', is: 'docker.io/library/node:22' },
    { story: 'a git repository', uri: 'https://github.com/acme/app.git#refs/heads/main', is: 'no image' },
    { story: 'a local layout', uri: `pkg:oci/extra?digest=${pin}&platform=linux%2Famd64`, is: 'no image' },
    { story: 'a blob', uri: `pkg:docker/acme/app?digest=${pin}&ref_type=blob`, is: 'no image' },
    { story: 'a package of another kind', uri: 'pkg:npm/left-pad@1.3.0', is: 'no image' },
    { story: 'broken encoding of the name', uri: 'pkg:docker/no%de@22', is: 'its percent-encoding is broken' },
    { story: 'broken encoding of a qualifier', uri: 'pkg:docker/node@22?platform=%', is: 'its percent-encoding is broken' },
    { story: 'two digests', uri: `pkg:docker/node@${pin}?digest=${digest('other')}`, is: 'it names two digests' },
    { story: 'no digest at all', uri: 'pkg:docker/node@22?digest=sha256:12', is: '`sha256:12` is not a digest' },
    { story: 'no tag', uri: 'pkg:docker/node@.22', is: '`.22` is not a tag' },
    { story: 'a tag hidden in the name', uri: 'pkg:docker/node%3A20@22', is: '`node:20` is more than a name' },
    { story: 'a digest hidden in the name', uri: `pkg:docker/node%40${pin}`, is: expect.stringContaining('is more than a name') },
    { story: 'upper case', uri: 'pkg:docker/acme/App@1', is: expect.stringContaining('lower case') },
    { story: 'no name', uri: 'pkg:docker/@22', is: expect.stringContaining('names no repository') },
    { story: 'too long', uri: `pkg:docker/${'a/'.repeat(5000)}a@1`, is: 'it has 10014 characters; 8192 are read' },
  ])('$story: $uri', ({ uri, is }) => {
    const read = readPackageUrl(uri);
    const image = read.ok ? read.value : undefined;
    const words = image === undefined ? 'no image' : [formatReference(image.reference), image.platform ?? ''].join(' ').trim();
    expect(read.ok ? words : read.error).toEqual(is);
  });

  it('gives an answer to any text', () => {
    const piece = fc.oneof(fc.string(), fc.constantFrom('pkg:docker/', '%', '%2F', '@', '?', '&', '=', 'digest=', pin, 'platform=', '/', 'node', ':'));
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        expect(() => readPackageUrl(pieces.join(''))).not.toThrow();
        expect(() => readPackageUrl(`pkg:docker/${pieces.join('')}`)).not.toThrow();
      }),
    );
  });
});
