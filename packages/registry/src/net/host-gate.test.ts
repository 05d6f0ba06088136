import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { virtualPace } from '../virtual-pace.fixture.ts';
import { createHostGate, usualLimits } from './host-gate.ts';

describe('the gate of a host', () => {
  it('lets only so many in at the same time', async () => {
    const gate = createHostGate('`h`', { ...usualLimits, concurrency: 3 }, virtualPace());
    let [inside, most] = [0, 0];
    const requests = Array.from({ length: 20 }, () =>
      gate.hold(async () => {
        inside += 1;
        most = Math.max(most, inside);
        await setImmediate();
        inside -= 1;
      }),
    );
    await Promise.all(requests);
    expect({ inside, most }).toEqual({ inside: 0, most: 3 });
  });

  it('lets only so many in over time', async () => {
    const pace = virtualPace();
    const gate = createHostGate('`h`', { ...usualLimits, concurrency: 1, perSecond: 10, burst: 5 }, pace);
    for (let at = 0; at < 25; at += 1) await gate.pass(() => Promise.resolve());
    expect(pace.elapsed()).toBe(2000);
  });

  it('makes everybody wait when one is asked to', async () => {
    const pace = virtualPace();
    const gate = createHostGate('`h`', usualLimits, pace);
    gate.pause(7000);
    await Promise.all([1, 2, 3].map(() => gate.pass(() => Promise.resolve(expect(pace.elapsed()).toBe(7000)))));
  });

  it('says at once that the pause is too long, and asks again after it', async () => {
    const pace = virtualPace();
    const gate = createHostGate('`h`', { ...usualLimits, patienceMs: 30_000 }, pace);
    gate.pause(60_000);
    expect(await gate.pass(() => Promise.resolve('asked'))).toMatchObject({ code: 'limited', why: '`h` asks to wait for 60 s' });
    expect(pace.slept).toEqual([]);
    pace.pass(60_000);
    expect(await gate.pass(() => Promise.resolve('asked'))).toBe('asked');
  });

  it('is closed for good after five failures in a row, and not before', async () => {
    const gate = createHostGate('`h`', usualLimits, virtualPace());
    const outcomes = ['failed', 'failed', 'failed', 'failed', 'answered', 'failed', 'failed', 'failed', 'failed'] as const;
    outcomes.forEach((outcome) => gate.note(outcome));
    expect(await gate.pass(() => Promise.resolve('asked'))).toBe('asked');
    gate.note('failed');
    gate.note('answered');
    expect(await gate.pass(() => Promise.resolve('asked'))).toMatchObject({ code: 'limited', why: expect.stringContaining('5 times in a row') });
  });

  it('hands its place over when a request throws', async () => {
    const gate = createHostGate('`h`', { ...usualLimits, concurrency: 1 }, virtualPace());
    await expect(gate.hold(() => Promise.reject(new Error('x')))).rejects.toThrow('x');
    expect(await gate.hold(() => Promise.resolve('asked'))).toBe('asked');
  });
});
