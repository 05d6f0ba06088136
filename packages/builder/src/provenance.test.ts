import { parsePlatform, type Platform } from '@image-factory/core/dockerfile';
import { readProvenance } from '@image-factory/core/evidence';
import { describeBuildKit, memoryLog, startBuildKit, temporaryFolder, type BuildKit, type PublishedImage } from '@image-factory/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openBuilder } from './open-builder.ts';

interface Entry {
  readonly digest: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly platform: { readonly os: string; readonly architecture: string };
}

const platforms = ['linux/amd64', 'linux/arm64'];

describeBuildKit('bases that are pinned by contexts', () => {
  let buildKit: BuildKit;
  let first: PublishedImage;
  let second: PublishedImage;
  beforeAll(async () => {
    buildKit = await startBuildKit();
    first = await buildKit.publish('node:22', { version: 'first' });
    second = await buildKit.publish('node:22', { version: 'second' });
    await buildKit.publish('alpine:3', { version: 'alpine' });
  });
  afterAll(() => buildKit[Symbol.asyncDispose]());

  /** Builds for both platforms; gives by platform what the image has in `/base`'s label, and what its provenance names. */
  async function build(dockerfile: string, pins: Readonly<Record<string, string>>, more: object = {}) {
    await using folder = await temporaryFolder({ Dockerfile: dockerfile });
    const contexts = Object.fromEntries(Object.entries(pins).map(([name, digest]) => [name, `docker-image://docker.io/library/node:22@${digest}`]));
    const output = [{ type: 'image', name: `${buildKit.registry}/out/app`, push: 'true', 'push-by-digest': 'true', 'name-canonical': 'true' }];
    const image = { context: '.', platforms, contexts, attest: [{ type: 'provenance', mode: 'max', version: 'v1' }], output, ...more };
    const request = { definition: JSON.stringify({ target: { image } }), target: 'image', workDir: folder.path };
    const result = await openBuilder({ log: memoryLog(), env: buildKit.env }).bake(request);
    if (!result.ok) throw new Error(JSON.stringify(result.error));
    return await readImage(result.value.digest ?? '');
  }

  async function readImage(digest: string) {
    const index = (await buildKit.client.read('out/app', 'manifests', digest)) as { manifests: readonly Entry[] };
    return Promise.all(
      platforms.map(async (platform) => {
        const image = index.manifests.find((entry) => `${entry.platform.os}/${entry.platform.architecture}` === platform);
        const statement = index.manifests.find((entry) => entry.annotations?.['vnd.docker.reference.digest'] === image?.digest);
        return { platform, base: await labelOf(image), pulled: await pulledFor(platform, statement) };
      }),
    );
  }

  async function labelOf(entry: Entry | undefined): Promise<string | undefined> {
    const { config } = (await buildKit.client.read('out/app', 'manifests', entry?.digest ?? '')) as { config: { digest: string } };
    const read = (await buildKit.client.read('out/app', 'blobs', config.digest)) as { config: { Labels?: Record<string, string> } };
    return read.config.Labels?.['base'];
  }

  /** What its provenance names of `node:22` for the platform, read by the reader of the factory. */
  async function pulledFor(platform: string, entry: Entry | undefined): Promise<readonly string[]> {
    const { layers } = (await buildKit.client.read('out/app', 'manifests', entry?.digest ?? '')) as { layers: readonly { digest: string }[] };
    const statements = await Promise.all(layers.map(({ digest }) => buildKit.client.read('out/app', 'blobs', digest)));
    const own: Platform | undefined = parsePlatform(platform);
    return statements.flatMap((statement) => {
      const { value, problems } = readProvenance(JSON.stringify(statement));
      expect(problems).toEqual([]);
      return (value?.materials ?? []).filter((material) => material.platform === own && material.name === 'docker.io/library/node:22').map(({ digest }) => digest as string);
    });
  }

  function pinned(base: string, image: PublishedImage, by: 'index' | 'manifest') {
    return (platform: string) => ({ platform, base, pulled: [by === 'index' ? image.digest : (image.platforms.get(platform) ?? '')] });
  }

  const [amd64, arm64] = ['linux/amd64', 'linux/arm64'] as const;

  it('are what provenance names, an index', async () => {
    const image = await build('FROM node:22\nCOPY Dockerfile /\n', { 'node:22': first.digest });
    expect(image).toEqual(platforms.map(pinned('first', first, 'index')));
  });

  it('are what provenance names, a manifest for each platform', async () => {
    const pins = { [`node:22::${amd64}`]: first.platforms.get(amd64) ?? '', [`node:22::${arm64}`]: second.platforms.get(arm64) ?? '' };
    const image = await build('FROM node:22\nCOPY Dockerfile /\n', pins);
    expect(image).toEqual([pinned('first', first, 'manifest')(amd64), pinned('second', second, 'manifest')(arm64)]);
  });

  it.each([
    { story: 'behind an argument', dockerfile: 'ARG V=22\nFROM node:$V\nCOPY Dockerfile /\n' },
    { story: 'under its whole name', dockerfile: 'FROM docker.io/library/node:22\nCOPY Dockerfile /\n' },
    { story: 'in a stage before', dockerfile: 'FROM node:22 AS build\nFROM build\nCOPY Dockerfile /\n' },
  ])('are found $story', async ({ dockerfile }) => {
    expect(await build(dockerfile, { 'node:22': first.digest })).toEqual(platforms.map(pinned('first', first, 'index')));
  });

  it('are the current ones where nothing pins them, or under another name than BuildKit looks for', async () => {
    const current = platforms.map(pinned('second', second, 'index'));
    expect(await build('FROM node:22\nCOPY Dockerfile /\n', {})).toEqual(current);
    expect(await build('FROM node:22\nCOPY Dockerfile /\n', { 'docker.io/library/node:22': first.digest })).toEqual(current);
  });

  it('hold a stage that runs on the platform of the builder to the pin for that', async () => {
    const dockerfile = 'FROM --platform=$BUILDPLATFORM node:22 AS build\nRUN cp /base /made\nFROM alpine:3\nCOPY --from=build /made /made\n';
    const image = await build(dockerfile, { [`node:22::${amd64}`]: first.platforms.get(amd64) ?? '', [`node:22::${arm64}`]: second.platforms.get(arm64) ?? '' });
    expect(image[0]).toEqual({ platform: amd64, base: 'alpine', pulled: [first.platforms.get(amd64)] });
    expect(image[1]).toMatchObject({ platform: arm64, base: 'alpine' });
  });

  it('replace a stage that has their name: a build must not be started so', async () => {
    await buildKit.publish('node', { version: 'latest' });
    const image = await build('FROM node AS node\nLABEL base=stage\nFROM node\nCOPY Dockerfile /\n', { node: first.digest });
    expect(image.map(({ base }) => base)).toEqual(['first', 'first']);
  });
});
