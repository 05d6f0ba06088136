import { imageLabel, keyLabel } from '@image-factory/core/build';
import { readRebuild } from '@image-factory/core/rebuild';
import { mapField, textField } from '@image-factory/core/state';
import { describe, expect, it } from 'vitest';
import { digest, Loop } from '../rebuild/loop.fixture.ts';
import { relayInputs } from '../relay/world.fixture.ts';
import { recordBuild } from './record-build.ts';

const app = 'ghcr.io/acme/app:latest';
const day = 24 * 60;

/** A build of `app` was asked for, since node:22 is b, and runs. */
async function building(): Promise<Loop> {
  const loop = new Loop({ app: { from: 'node:22', built: 'a', published: 'A' } });
  loop.publish('node:22', 'a');
  loop.publish(app, 'A');
  await loop.look();
  await loop.dispatch();
  loop.advance(day);
  loop.publish('node:22', 'b');
  await loop.look();
  loop.advance(8 * day);
  await loop.dispatch();
  expect(loop.runs).toHaveLength(1);
  return loop;
}

function keyOf(loop: Loop): string {
  return loop.runs[0]?.inputs['key'] ?? '';
}

/** @param labels - of what stands under the tag */
async function record(loop: Loop, letters: string, labels: Readonly<Record<string, string>> = {}, dryRun = false, image = 'app') {
  const { open, pace, registries, log } = loop.dispatchDeps('recorder');
  return recordBuild(
    { ...relayInputs('recorder'), image, digest: digest(letters), dryRun },
    {
      open,
      pace,
      log,
      clock: loop,
      registries: async (table) => ({
        ...(await registries(table)),
        config: async () => ({ labels: new Map(Object.entries(labels)), diffIds: [] }),
      }),
    },
  );
}

const labelsOf = (loop: Loop) => ({ [keyLabel]: keyOf(loop), [imageLabel]: 'app', 'org.opencontainers.image.version': '1.4.3' });

describe('recordBuild', () => {
  it('what the registry has: version, digest, what it was built from; the request is done, though its run still runs', async () => {
    const loop = await building();
    loop.publish(app, 'B');
    loop.provenance.set('B', 'b');
    const { recorded, problems, commit } = await record(loop, 'B', labelsOf(loop));
    expect(problems).toEqual([]);
    expect(recorded).toMatchObject({ image: 'app', digest: digest('B'), version: '1.4.3', key: keyOf(loop) });
    expect(commit).toBeDefined();
    const state = loop.state('app');
    expect([textField(state, 'currentDigest'), textField(state, 'currentVersion')]).toEqual([digest('B'), '1.4.3']);
    expect(JSON.stringify([...mapField(state, 'builtFrom').values()].map((base) => Object.fromEntries(base as Map<string, unknown>)))).toContain('"evidence":"report"');
    expect(readRebuild(state)).toMatchObject({ status: 'monitoring', builtKeys: [keyOf(loop)] });
    loop.advance(60);
    const { asked, relayed } = await loop.dispatch();
    expect([asked, relayed, loop.runs.length]).toEqual([[], [], 1]);
  });

  it('the same word again, and one that comes late, change nothing', async () => {
    const loop = await building();
    loop.publish(app, 'B');
    loop.provenance.set('B', 'b');
    await record(loop, 'B', labelsOf(loop));
    const commits = loop.commits;
    expect(await record(loop, 'B', labelsOf(loop))).toEqual({ problems: [] });
    expect(await record(loop, 'A', labelsOf(loop))).toMatchObject({ problems: [{ code: 'build/not-published', severity: 'warning' }] });
    expect(loop.commits).toBe(commits);
  });

  it('a dry run says it and writes nothing', async () => {
    const loop = await building();
    loop.publish(app, 'B');
    const commits = loop.commits;
    const { recorded, commit } = await record(loop, 'B', labelsOf(loop), true);
    expect([recorded?.version, commit, loop.commits]).toEqual(['1.4.3', undefined, commits]);
  });

  it.each([
    { story: 'another key', labels: { [keyLabel]: 'f'.repeat(32) } },
    { story: 'no key at all', labels: {} },
  ])('a build with $story is recorded, and ends no request of ours', async ({ labels }) => {
    const loop = await building();
    loop.publish(app, 'B');
    await record(loop, 'B', { ...labels, [imageLabel]: 'app' });
    expect([textField(loop.state('app'), 'currentDigest'), loop.rebuild('app').status]).toEqual([digest('B'), 'dispatched']);
  });

  it('what says that it is another image is not recorded', async () => {
    const loop = await building();
    loop.publish(app, 'B');
    const { problems } = await record(loop, 'B', { [imageLabel]: 'shop' });
    expect([problems, textField(loop.state('app'), 'currentDigest')]).toMatchObject([[{ code: 'build/not-recorded' }], digest('A')]);
  });

  it.each([
    { story: 'nothing stands there', act: (loop: Loop) => loop.registry.delete(app), code: 'build/not-published' },
    {
      story: 'the registry can not be asked',
      act: (loop: Loop) => loop.registry.set(app, { kind: 'unknown', code: 'broken', why: 'it answered 503' }),
      code: 'build/not-recorded',
    },
  ])('nothing is recorded when $story', async ({ act, code }) => {
    const loop = await building();
    act(loop);
    expect(await record(loop, 'B')).toMatchObject({ problems: [{ code }] });
  });

  it('nobody knows the image', async () => {
    const loop = await building();
    expect(await record(loop, 'B', {}, false, 'ap')).toMatchObject({ problems: [{ code: 'inputs/unknown-image', hint: 'Did you mean app?' }] });
  });
});
