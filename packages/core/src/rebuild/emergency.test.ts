import { describe, expect, it } from 'vitest';
import { finished, useEmergency, type Rebuild, type Transition } from './index.ts';
import { after, at, key, untouched } from './rebuild.fixture.ts';

const use =
  (minute: number, reason = 'CVE-2026-1', by?: string) =>
  (rebuild: Rebuild): Transition => ({ kind: 'moved', why: '', rebuild: useEmergency(rebuild, { at: at(minute), reason, ...(by === undefined ? {} : { by }) }) });

describe('emergencies are counted', () => {
  it('one after the other, with who asked and why, as the file keeps them', () => {
    expect(after(use(0, 'first', 'octocat'), use(1, 'second')).emergencies).toEqual({
      count: 2,
      last: [
        { at: at(0), reason: 'first', by: 'octocat' },
        { at: at(1), reason: 'second' },
      ],
    });
  });

  it('all, of which the last twenty are kept', () => {
    const { emergencies } = after(...Array.from({ length: 50 }, (_, minute) => use(minute)));
    expect([emergencies?.count, emergencies?.last.length, emergencies?.last.at(-1)?.at]).toEqual([50, 20, at(49)]);
  });

  it('and outlive the rebuild', () => {
    const built = (rebuild: Rebuild): Transition => finished({ ...rebuild, status: 'dispatched', key: key('a') }, { key: key('a'), outcome: 'succeeded', at: at(9) });
    expect(after(use(0), built).emergencies?.count).toBe(1);
  });

  it('a reason has an end', () => {
    expect(after(use(0, 'x'.repeat(9000))).emergencies?.last[0]?.reason).toHaveLength(500);
  });

  it('without one nothing is written', () => {
    expect(after(() => ({ kind: 'kept', why: '', rebuild: untouched }))).not.toHaveProperty('emergencies');
  });
});
