import { describeBuildKit, type RegistryFault, type RegistryRequest } from '@image-factory/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { missingParts, startFaultyFactory, type FaultyFactory } from './faults.fixture.ts';

interface BadDay {
  readonly title: string;
  readonly when: (request: RegistryRequest) => boolean;
  readonly fault: RegistryFault;
  /** The code of the problem, and what it says. */
  readonly code: string;
  readonly says: string;
}

const isUpload = ({ method, path }: RegistryRequest): boolean => method !== 'HEAD' && path.includes('/blobs/uploads/');
const isManifest = ({ method, path }: RegistryRequest): boolean => method === 'PUT' && path.includes('/manifests/sha256:');
const isTag =
  (tag: string) =>
  ({ method, path }: RegistryRequest): boolean =>
    method === 'PUT' && path.endsWith(`/manifests/${tag}`);
const denied = { status: 403, code: 'DENIED', message: 'you may not' } as const;

const badDays: readonly BadDay[] = [
  { title: 'lets nobody upload', when: isUpload, fault: denied, code: 'build/push-refused', says: 'does not let the builder push' },
  { title: 'forgets who we are', when: isUpload, fault: { status: 401, code: 'UNAUTHORIZED', message: 'authentication required' }, code: 'build/push-refused', says: 'does not let the builder push' },
  { title: 'is broken while layers come', when: isUpload, fault: { status: 500 }, code: 'build/push-failed', says: 'broke off' },
  { title: 'hangs up in the middle of a layer', when: isUpload, fault: 'reset', code: 'build/push-failed', says: 'broke off' },
  { title: 'takes the layers and no manifest', when: isManifest, fault: { status: 500 }, code: 'build/push-failed', says: 'broke off' },
  { title: 'takes everything and no new tag', when: isTag('stable'), fault: denied, code: 'build/tag-not-moved', says: ':stable was not moved' },
  { title: 'does not let the published tag go', when: isTag('latest'), fault: denied, code: 'build/tag-not-moved', says: ':latest was not moved' },
  { title: 'is broken when the tags move', when: isTag('stable'), fault: { status: 500 }, code: 'build/tag-not-moved', says: ':stable was not moved' },
  { title: 'hangs up when the tags move', when: isTag('stable'), fault: 'reset', code: 'build/tag-not-moved', says: ':stable was not moved' },
];

describeBuildKit('a registry that', () => {
  let world: FaultyFactory;
  let published = '';
  beforeAll(async () => {
    world = await startFaultyFactory({ app: 'FROM node:22\nRUN echo "on $(cat /base)" > /made\n' });
    await world.factory.publish('node:22', 'good');
    const { outputs } = await world.factory.published({ image: 'app' });
    published = outputs['digest'] ?? '';
  }, 60_000);
  afterEach(() => world.proxy.fail(undefined));
  afterAll(() => world[Symbol.asyncDispose]());

  describe.each(badDays)('$title', ({ title, when, fault, code, says }) => {
    it('is told in clear words, and the published tag stays on something whole', async () => {
      const { factory, proxy } = world;
      await factory.publish('node:22', title);
      proxy.fail((request) => (when(request) ? fault : undefined));
      const { exitCode, stdout, outputs } = await factory.action('build-image', { image: 'app' });
      expect([exitCode, stdout]).toEqual([1, expect.stringContaining(`title=${code}`)]);
      expect([stdout, outputs['outcome']]).toEqual([expect.stringContaining(says), expect.not.stringMatching('published')]);
      expect([await factory.tag('acme/app', 'latest'), await missingParts(factory.buildKit, 'acme/app', 'latest')]).toEqual([published, []]);
    }, 180_000);
  });

  it('was broken for a while: the next run goes on', async () => {
    const { factory } = world;
    const { outputs, stdout } = await factory.action('build-image', { image: 'app' });
    expect(outputs['outcome'], stdout).toBe('published');
    expect(await factory.tag('acme/app', 'latest')).toBe(outputs['digest']);
  });
});
