import { describeBuildKit } from '@image-factory/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BuildFactory, entry } from './world.fixture.ts';

describeBuildKit('the same source', () => {
  let factory: BuildFactory;
  beforeAll(async () => {
    factory = await BuildFactory.start((registry) => ({
      'image-factory/images.yaml': [entry(registry, 'twin'), entry(registry, 'moody')].join(''),
      Dockerfile: 'FROM node:22\nCOPY fixed.txt /\nRUN echo made > /made && mkdir /folder && touch /folder/file\n',
      'fixed.txt': 'fixed\n',
    }));
    await factory.buildKit.publishScanner();
    await factory.publish('node:22', 'one');
  }, 60_000);
  afterAll(() => factory[Symbol.asyncDispose]());

  async function platforms(image: string, inputs: Readonly<Record<string, string>>): Promise<string> {
    const { exitCode, stdout, outputs } = await factory.action('build-image', { mode: 'build', image, 'no-cache': 'true', ...inputs });
    expect(exitCode, stdout).toBe(0);
    return outputs['platforms'] ?? '';
  }

  it('makes the same manifests, from new checkouts and without a cache, when asked to', async () => {
    const first = await platforms('twin', { reproducible: 'true' });
    expect(Object.keys(JSON.parse(first) as object)).toEqual(['linux/amd64', 'linux/arm64']);
    expect(await platforms('twin', { reproducible: 'true' })).toBe(first);
  });

  it('makes others when nobody asks: times are in them', async () => {
    const first = await platforms('moody', {});
    expect(await platforms('moody', {})).not.toBe(first);
  });
});
