import { readBuiltFrom } from '@image-factory/core/decide';
import { parsePlatform } from '@image-factory/core/dockerfile';
import { readEnrollment, readFactory } from '@image-factory/core/enrollment';
import { buildModel } from '@image-factory/core/graph';
import { readRebuild, type RebuildKey } from '@image-factory/core/rebuild';
import { readState } from '@image-factory/core/state';
import { describe, expect, it } from 'vitest';
import { key, pathOf } from '../relay/world.fixture.ts';
import { digest, Loop } from './loop.fixture.ts';
import type { Registries } from './ports.ts';
import { recordUnchanged, type ImageParts } from './record-unchanged.ts';

const day = 24 * 60;
const amd64 = parsePlatform('linux/amd64');
const repository = 'ghcr.io/acme/app';

/** node:22 is `b`, and the rebuild that was asked for has run; what it built is `B`, under no tag. */
async function built(provenance: string | undefined = 'b'): Promise<Loop> {
  const loop = new Loop({ app: { from: 'node:22', built: 'a', published: 'A' } });
  loop.publish('node:22', 'a');
  loop.publish(`${repository}:latest`, 'A');
  await loop.look();
  loop.advance(day);
  loop.publish('node:22', 'b');
  await loop.look();
  loop.advance(8 * day);
  await loop.dispatch();
  loop.registry.set(`${repository}@${digest('B')}`, 'B');
  if (provenance !== undefined) loop.provenance.set('B', provenance);
  return loop;
}

const parts: Readonly<Record<string, string>> = { [digest('A')]: 'layer', [digest('B')]: 'layer' };

/** With what the images hold: layers and a config of that name. */
async function registriesOf(loop: Loop, holds: Readonly<Record<string, string>>): Promise<Registries> {
  const registries = await loop.dispatchDeps('report').registries({});
  return {
    ...registries,
    manifest: async (at, of) => {
      const found = await registries.manifest(at, of);
      const holding = holds[of];
      if (holding === undefined || typeof found !== 'object') return found;
      return { ...found, layers: [{ digest: digest(holding) }], config: { digest: digest(`config ${holding}`) } };
    },
    blob: async (at, of, most) => {
      const holding = Object.values(holds).find((one) => digest(`config ${one}`) === of);
      return holding === undefined ? registries.blob(at, of, most) : JSON.stringify({ holding });
    },
  };
}

interface Scene {
  readonly key?: RebuildKey;
  readonly holds?: Readonly<Record<string, string>>;
}

async function report(loop: Loop, { holds = parts, ...more }: Scene = {}) {
  const enrollment = readEnrollment([{ path: 'images.yaml', text: loop.file('image-factory/images.yaml') }]).value;
  const config = readFactory({ path: 'factory.yaml', text: loop.file('image-factory/factory.yaml') }).value;
  const base = 'base-images/node-22.yaml';
  const texts = [
    { path: 'images/app.yaml', text: loop.file(pathOf('app')) },
    { path: base, text: loop.file(`image-factory/state/${base}`) },
  ];
  const { snapshot } = readState(texts, 'state');
  if (enrollment === undefined) throw new Error('a fixture');
  const model = buildModel(enrollment, snapshot, config).value;
  const [node] = model.managed;
  if (node === undefined) throw new Error('a fixture');
  const asked = more.key ?? loop.rebuild('app').key ?? key('0');
  const same = (a: ImageParts, b: ImageParts) => JSON.stringify([...a]) === JSON.stringify([...b]);
  return recordUnchanged({ node, key: asked, candidate: digest('B') }, { model, state: snapshot, now: loop.now() }, { registries: await registriesOf(loop, holds), same });
}

describe('a green run that left the tag where it was', () => {
  it('is current when it was built from the new base and holds the same', async () => {
    const loop = await built();
    const { key: asked } = loop.rebuild('app');
    const outcome = await report(loop);
    expect(outcome).toMatchObject({ kind: 'recorded', problems: [] });
    if (outcome.kind !== 'recorded' || asked === undefined || amd64 === undefined) return;
    expect(readRebuild(outcome.state)).toMatchObject({ status: 'monitoring', builtKeys: [asked], attempts: 0 });
    expect(outcome.state.get('currentDigest')).toBe(digest('A'));
    expect(readBuiltFrom(outcome.state).get('node-22')).toEqual({ evidence: 'provenance', platforms: new Map([[amd64, digest('b')]]) });
  });

  it('is current also when the base moved on while it ran', async () => {
    const loop = await built();
    loop.publish('node:22', 'c');
    await loop.look();
    expect(await report(loop)).toMatchObject({ kind: 'recorded' });
  });

  it('is current when it was built from what came later', async () => {
    const loop = await built('c');
    loop.publish('node:22', 'c');
    await loop.look();
    expect(await report(loop)).toMatchObject({ kind: 'recorded' });
  });

  it.each<{ story: string; provenance?: string; scene?: Scene; tamper?: (loop: Loop) => void; comes: string; why: string }>([
    { story: 'built from the old base', provenance: 'a', comes: 'refused', why: 'Nothing proves' },
    { story: 'built from what nobody has seen', provenance: 'evil', comes: 'refused', why: 'Nothing proves' },
    { story: 'built from another base', provenance: 'b of debian@12', comes: 'refused', why: 'Nothing proves' },
    { story: 'without provenance', provenance: '', comes: 'refused', why: 'Nothing proves' },
    {
      story: 'told by its layers alone',
      provenance: '',
      tamper: (loop) => {
        loop.layers.set('b', ['layer of b']);
        loop.layers.set('B', ['layer of b', 'another']);
      },
      comes: 'refused',
      why: 'Nothing proves',
    },
    { story: 'with other contents', scene: { holds: { ...parts, [digest('B')]: 'another layer' } }, comes: 'refused', why: 'does not hold the same' },
    { story: 'of which nobody knows what the published one holds', scene: { holds: { [digest('B')]: 'layer' } }, comes: 'later', why: 'could not be asked' },
    { story: 'by another key', scene: { key: key('f') }, comes: 'refused', why: 'No rebuild with this key' },
    { story: 'that is not there', tamper: (loop) => loop.registry.delete(`${repository}@${digest('B')}`), comes: 'refused', why: 'not in the registry' },
    { story: 'that is what is published', tamper: (loop) => loop.publish(`${repository}:latest`, 'B'), comes: 'refused', why: 'the tag says' },
    {
      story: 'of which the registry says nothing now',
      tamper: (loop) => loop.registry.set(`${repository}:latest`, { kind: 'unknown', code: 'unreachable', why: 'nobody answers' }),
      comes: 'later',
      why: 'could not be asked',
    },
  ])('is not: $story', async ({ provenance = 'b', scene, tamper, comes, why }) => {
    const loop = await built(provenance === '' ? undefined : provenance);
    if (provenance === '') loop.provenance.delete('B');
    tamper?.(loop);
    const outcome = await report(loop, scene);
    expect([outcome.kind, outcome.why]).toEqual([comes, expect.stringContaining(why)]);
  });
});
