import { parseTag, type Tag } from '@image-factory/core/reference';
import { describe, expect, it } from 'vitest';
import { openKeychain } from './auth/keychain.ts';
import { content, descriptor, image, indexOf, reference, types } from './content.fixture.ts';
import { describeRegistry, startRegistry, type RealRegistry } from './real.fixture.ts';
import { openPushRegistries, openRegistries } from './open-registries.ts';
import { createPushRegistry } from './push-registry.ts';
import type { RegistryOptions } from './reach.ts';
import { createRegistry } from './registry.ts';
import type { Registry } from './types.ts';

const amd64 = image('linux/amd64', 'first', { Labels: { a: 'b' } });
const arm64 = image('linux/arm64', 'first');
const first = indexOf({ 'linux/amd64': amd64, 'linux/arm64': arm64 });
const newer = image('linux/amd64', 'second');
const second = indexOf({ 'linux/amd64': newer, 'linux/arm64': arm64 });

function open(real: RealRegistry, password?: string): Registry {
  return createRegistry(optionsOf(real, password));
}

function optionsOf({ host }: RealRegistry, password?: string): RegistryOptions {
  const auth = Buffer.from(`robot:${password}`).toString('base64');
  const env = password === undefined ? {} : { DOCKER_AUTH_CONFIG: JSON.stringify({ auths: { [host]: { auth } } }) };
  return { registries: { [host]: {} }, keychain: openKeychain({ env }), transport: { env: {} } };
}

function tag(text: string): Tag {
  const parsed = parseTag(text);
  if (parsed === undefined) throw new Error(text);
  return parsed;
}

describeRegistry('a real registry', (file) => {
  describe.each<{ readonly story: string; readonly flags: readonly string[]; readonly password: string | undefined }>([
    { story: 'that everybody may read', flags: [], password: undefined },
    { story: 'that asks for a password', flags: [], password: 'correct horse: battery' },
    { story: 'of an older kind', flags: ['-no-referrers', '-no-digest'], password: undefined },
    { story: 'that does not filter', flags: ['-no-filter'], password: undefined },
  ])('$story', ({ flags, password }) => {
    it('says what was pushed, and what is there when the tag has moved', async () => {
      await using real = await startRegistry(file, flags, password);
      const at = reference(`${real.host}/acme/app:1`);
      await real.push('acme/app', [amd64, arm64], [['1', first]]);
      const before = await open(real, password).lookUp(at);
      expect(before).toEqual({
        kind: 'found',
        digest: first.digest,
        platforms: new Map([
          ['linux/amd64', amd64.manifest.digest],
          ['linux/arm64', arm64.manifest.digest],
        ]),
      });
      if (before.kind !== 'found') return;
      expect(await open(real, password).lookUp(at, before)).toEqual(before);

      await real.push('acme/app', [newer], [['1', second]]);
      const after = await open(real, password).lookUp(at, before);
      expect(after).toMatchObject({ kind: 'found', digest: second.digest });
      expect(after.kind === 'found' && Object.fromEntries(after.platforms)).toEqual({ 'linux/amd64': newer.manifest.digest, 'linux/arm64': arm64.manifest.digest });
      expect(await open(real, password).lookUp(reference(`${real.host}/acme/app@${first.digest}`))).toMatchObject({ kind: 'found', digest: first.digest });
    });

    it('gives configs, tags and referrers', async () => {
      await using real = await startRegistry(file, flags, password);
      const registry = open(real, password);
      const at = reference(`${real.host}/acme/app`);
      const subject = { subject: descriptor(amd64.manifest) };
      const signatures = ['a/signature', 'a/sbom'].map((artifactType) =>
        content(types.manifest, { schemaVersion: 2, mediaType: types.manifest, artifactType, config: descriptor(amd64.config), layers: [], ...subject }),
      );
      const fallback = content(types.index, { schemaVersion: 2, mediaType: types.index, manifests: signatures.map((one, at) => descriptor(one, { artifactType: ['a/signature', 'a/sbom'][at] })) });
      const tag = amd64.manifest.digest.replace(':', '-');
      await real.push('acme/app', [amd64, arm64], [['1', first], ['2', amd64.manifest], ...signatures.map((one) => [one.digest, one] as const)]);
      if (flags.includes('-no-referrers')) await real.push('acme/app', [], [[tag, fallback]]);

      expect(await registry.imageConfig(at, amd64.manifest.digest)).toMatchObject({ kind: 'image', platform: 'linux/amd64', labels: new Map([['a', 'b']]) });
      expect(await registry.lookUp(reference(`${real.host}/acme/app:2`))).toMatchObject({ kind: 'found', platforms: new Map([['linux/amd64', amd64.manifest.digest]]) });
      const list = await registry.listTags(at);
      expect(list.kind === 'tags' && list.tags.filter((one) => one !== tag)).toEqual(['1', '2']);
      const found = await registry.referrers(at, amd64.manifest.digest, 'a/signature');
      expect(found.kind === 'referrers' && found.referrers.map(({ digest }) => digest)).toEqual([signatures[0]?.digest]);
      const all = await registry.referrers(at, amd64.manifest.digest);
      expect(all.kind === 'referrers' && all.referrers.map(({ digest }) => digest).toSorted()).toEqual(signatures.map(({ digest }) => digest).toSorted());
    });

    it('says what is missing', async () => {
      await using real = await startRegistry(file, flags, password);
      await real.push('acme/app', [amd64]);
      const registry = open(real, password);
      expect(await registry.lookUp(reference(`${real.host}/acme/app:none`))).toMatchObject({ kind: 'missing' });
      expect(await registry.lookUp(reference(`${real.host}/acme/other:1`))).toMatchObject({ kind: 'missing' });
      expect(await registry.lookUp(reference(`${real.host}/acme/app@${arm64.manifest.digest}`))).toMatchObject({ kind: 'missing' });
    });
  });

  it('lets nobody in without the password', async () => {
    await using real = await startRegistry(file, [], 'right password');
    await real.push('acme/app', [amd64], [['1', amd64.manifest]]);
    for (const password of [undefined, 'wrong password']) expect(await open(real, password).lookUp(reference(`${real.host}/acme/app:1`))).toMatchObject({ kind: 'unknown', code: 'denied' });
  });

  it.each([
    { story: 'that everybody may write to', flags: [], password: undefined },
    { story: 'that asks for a password', flags: [], password: 'correct horse: battery' },
    { story: 'that says no digests of tags', flags: ['-no-digest'], password: undefined },
  ])('takes tags that are moved, $story', async ({ flags, password }) => {
    await using real = await startRegistry(file, flags, password);
    await real.push(
      'acme/app',
      [amd64, arm64, newer],
      [
        ['1', first],
        ['latest', second],
      ],
    );
    const at = reference(`${real.host}/acme/app`);
    const pushes = createPushRegistry(optionsOf(real, password));
    expect(await pushes.moveTag(at, tag('latest'), first.digest)).toEqual({ kind: 'moved', digest: first.digest, from: second.digest });
    expect(await pushes.moveTag(at, tag('latest'), first.digest)).toEqual({ kind: 'there', digest: first.digest });
    expect(await pushes.moveTag(at, tag('new'), amd64.manifest.digest)).toEqual({ kind: 'moved', digest: amd64.manifest.digest });
    expect(await pushes.moveTag(at, tag('latest'), content(types.index, 'none').digest)).toMatchObject({ kind: 'missing' });
    expect(await open(real, password).lookUp(reference(`${real.host}/acme/app:latest`))).toMatchObject({ kind: 'found', digest: first.digest });
    const bytes = await pushes.manifestBytes(at, first.digest);
    expect(bytes).toMatchObject({ kind: 'bytes', digest: first.digest, mediaType: types.index });
    expect(bytes.kind === 'bytes' && bytes.bytes.equals(first.bytes)).toBe(true);
    expect(await pushes.exists(at, arm64.manifest.digest)).toEqual({ kind: 'present', digest: arm64.manifest.digest });
    expect(await pushes.exists(at, content(types.index, 'none').digest)).toMatchObject({ kind: 'missing' });
    expect(await pushes.tagged(at, tag('1'))).toEqual({ kind: 'tagged', digest: first.digest });
    const merged = indexOf({ 'linux/amd64': newer });
    expect(await pushes.putManifest(at, merged, merged.digest)).toEqual({ kind: 'put', digest: merged.digest });
    expect(await pushes.putManifest(at, indexOf({ 'linux/amd64': image('linux/amd64', 'never pushed') }), tag('broken'))).toMatchObject({ kind: 'unknown' });
    expect(await pushes.tagged(at, tag('broken'))).toMatchObject({ kind: 'missing' });
  });

  it('lets write whoever has the credential for it, and that is shown to nobody who reads', async () => {
    await using real = await startRegistry(file, [], 'may write');
    await real.push('acme/app', [amd64], [['1', amd64.manifest]]);
    const configOf = (password: string): string => JSON.stringify({ auths: { [real.host]: { auth: Buffer.from(`robot:${password}`).toString('base64') } } });
    const env = { DOCKER_AUTH_CONFIG: configOf('may not'), IMAGE_FACTORY_PUSH_AUTH_CONFIG: configOf('may write') };
    const options = { token: undefined, log: { debug: () => {} } };
    const [table, at] = [{ [real.host]: {} }, reference(`${real.host}/acme/app:1`)];
    const pushes = await openPushRegistries({ env, ...options })(table);
    expect(await pushes.moveTag(at, tag('2'), amd64.manifest.digest)).toMatchObject({ kind: 'moved' });
    expect(await (await openRegistries({ env, ...options })(table)).lookUp(at)).toMatchObject({ kind: 'unknown', code: 'denied' });
    const machine = { DOCKER_AUTH_CONFIG: configOf('may write'), IMAGE_FACTORY_PUSH_AUTH_CONFIG: '' };
    expect(await (await openPushRegistries({ env: machine, ...options })(table)).moveTag(at, tag('3'), amd64.manifest.digest)).toMatchObject({ kind: 'moved' });
  });
});
