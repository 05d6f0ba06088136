import { analyzeDockerfile } from '@image-factory/core/dockerfile';
import type { ImageName } from '@image-factory/core/enrollment';
import type { Pin } from '@image-factory/core/build';
import { formatReference, parseReference, type Digest } from '@image-factory/core/reference';
import { describe, expect, it } from 'vitest';
import { pinBases } from './pins.ts';
import { MemoryRegistry, platform } from './world.fixture.ts';

const image = 'app' as ImageName;
const arm = platform('linux/arm64');
const amd = platform('linux/amd64');

function referenceOf(text: string) {
  const parsed = parseReference(text);
  if (!parsed.ok) throw new Error(text);
  return parsed.value;
}

/** A registry in which node:22 was `old` and is `new` now. */
function world() {
  const registry = new MemoryRegistry();
  const node = referenceOf('node:22');
  const push = (contents: string, platforms?: readonly string[]) => registry.push(node, { contents, ...(platforms && { platforms }) }).digest;
  const [old, now] = [push('old'), push('new')];
  registry.tag('docker.io/library/node:22', now);
  const { read } = registry.open();
  return {
    registry,
    read,
    async manifest(index: Digest, on = amd): Promise<Digest> {
      const found = await read.lookUp({ ...node, digest: index });
      const digest = found.kind === 'found' ? found.platforms.get(on) : undefined;
      if (digest === undefined) throw new Error('no manifest');
      return digest;
    },
    old,
    now,
    pin: (dockerfile: string, wanted: readonly Pin[] = [], platforms = [arm]) =>
      pinBases(image, analyzeDockerfile(dockerfile, { file: 'Dockerfile', platforms, buildPlatform: amd, complete: true }).value.images, wanted, read),
  };
}

const shown = (pins: readonly Pin[]): Record<string, Record<string, string>> => Object.fromEntries(pins.map(({ reference, digests }) => [formatReference(reference), Object.fromEntries(digests)]));

describe('pinBases', () => {
  it('nobody decided: what the tag is now, on all of its platforms', async () => {
    const here = world();
    const { value, problems } = await here.pin('FROM node:22\n');
    expect([shown(value), problems]).toEqual([{ 'docker.io/library/node:22': { 'linux/amd64': await here.manifest(here.now), 'linux/arm64': await here.manifest(here.now, arm) } }, []]);
  });

  it('somebody decided: that, though the tag has moved; where nobody did, the tag', async () => {
    const here = world();
    const wanted = { reference: referenceOf('node:22'), digests: new Map([[arm, await here.manifest(here.old, arm)]]) };
    const { value } = await here.pin('FROM --platform=$BUILDPLATFORM node:22 AS build\nFROM node:22\nCOPY --from=build /a /a\n', [wanted]);
    expect(shown(value)).toEqual({
      'docker.io/library/node:22': { 'linux/arm64': await here.manifest(here.old, arm), 'linux/amd64': await here.manifest(here.now) },
    });
  });

  it('pins in the Dockerfile, frontends and stages are left alone', async () => {
    const here = world();
    const { value } = await here.pin(`# syntax=docker/dockerfile:1\nFROM node:22@${here.old} AS a\nFROM scratch\nCOPY --from=a / /\n`);
    expect(value).toEqual([]);
  });

  it.each([
    {
      story: 'what was decided is gone',
      wanted: async () => new Map([[arm, `sha256:${'0'.repeat(64)}` as Digest]]),
      dockerfile: 'FROM node:22\n',
      code: 'build/base-gone',
    },
    {
      story: 'what was decided is for another platform',
      wanted: async ({ manifest, old }: ReturnType<typeof world>) => new Map([[arm, await manifest(old, amd)]]),
      dockerfile: 'FROM node:22\n',
      code: 'build/base-gone',
    },
    { story: 'the tag is not there', wanted: async () => new Map(), dockerfile: 'FROM node:23\n', code: 'build/base-gone' },
  ])('nothing is built when $story', async ({ wanted, dockerfile, code }) => {
    const here = world();
    const { value, problems } = await here.pin(
      dockerfile,
      [{ reference: referenceOf('node:22'), digests: await wanted(here) }].filter(({ digests }) => digests.size > 0),
    );
    expect([value, problems]).toMatchObject([[], [{ code, severity: 'error' }]]);
  });

  it('what was decided about another base is told, and stops nothing', async () => {
    const here = world();
    const { value, problems } = await here.pin('FROM node:22\n', [{ reference: referenceOf('golang:1'), digests: new Map([[arm, here.old]]) }]);
    expect([value.length, problems]).toMatchObject([1, [{ code: 'build/other-bases', severity: 'warning' }]]);
  });
});
