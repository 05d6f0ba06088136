import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { pipeline, workflow } from './dispatch.fixture.ts';
import { createFollower } from './follower.ts';
import type { RunState } from './types.ts';

const running: RunState = { kind: 'running' };

it('asks for eight at once and no more, and for all of them in the end', async () => {
  const { follow } = createFollower();
  let [now, most] = [0, 0];
  const asked: string[] = [];
  const ask = async (id: string): Promise<RunState> => {
    asked.push(id);
    most = Math.max(most, (now += 1));
    await setImmediate();
    now -= 1;
    return running;
  };
  const ids = Array.from({ length: 100 }, (_, id) => String(id));
  expect(await Promise.all(ids.map(async (id) => follow(workflow, { id }, ask)))).toEqual(ids.map(() => running));
  expect([asked, most]).toEqual([ids, 8]);
});

it('asks once for the run that many images share, and again for whoever comes later', async () => {
  const { follow } = createFollower();
  const asked: string[] = [];
  const ask = async (id: string): Promise<RunState> => {
    asked.push(id);
    await setImmediate();
    return running;
  };
  await Promise.all(Array.from({ length: 30 }, async () => follow(workflow, { id: '7' }, ask)));
  expect(asked).toEqual(['7']);
  await Promise.all([follow(workflow, { id: '7' }, ask), follow(workflow, { id: '8' }, ask), follow(pipeline, { id: '7' }, ask)]);
  expect(asked).toEqual(['7', '7', '8', '7']);
});

it('goes on after one that failed', async () => {
  const { follow } = createFollower();
  const fail = async (): Promise<RunState> => {
    throw new TypeError('a mistake');
  };
  const all = await Promise.allSettled(Array.from({ length: 20 }, async (_, id) => follow(workflow, { id: String(id) }, fail)));
  expect(all.every(({ status }) => status === 'rejected')).toBe(true);
  expect(await follow(workflow, { id: '1' }, async () => running)).toEqual(running);
});

it.each(['', '../7', '7/../../../user', '7?x', '-1', '1e3', '9'.repeat(21), '٧'])('never asks for %j: that is no number', async (id) => {
  const { follow } = createFollower();
  const ask = async (): Promise<RunState> => {
    throw new Error('it was asked for');
  };
  expect(await follow(workflow, { id }, ask)).toMatchObject({ kind: 'gone', why: expect.stringContaining('no number') });
});
