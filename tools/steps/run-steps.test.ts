import { describe, expect, it } from 'vitest';
import { runSteps, summarize } from './run-steps.ts';
import { step, type Counts, type Step } from './step.ts';

const good = step('good', async () => true);
const bad = step('bad', async () => false);
const broken = step('broken', () => Promise.reject(new Error('no such program')));
const tests = (counts: Counts): Step => ({ title: 'tests', run: async () => counts });

async function said(steps: readonly Step[]): Promise<{ ok: boolean; text: string }> {
  const lines: string[] = [];
  const ok = await runSteps(steps, (line) => lines.push(line));
  return { ok, text: lines.join('\n') };
}

describe('runSteps', () => {
  it.each([
    { story: 'all is well', steps: [good, tests({ passed: 40, failed: 0, skipped: [] })], ok: true, last: '41 passed, 0 failed' },
    { story: 'a step fails', steps: [bad, good], ok: false, last: '1 passed, 1 failed' },
    { story: 'a step can not run', steps: [broken, good], ok: false, last: '1 passed, 1 failed' },
    { story: 'tests fail', steps: [good, tests({ passed: 38, failed: 2, skipped: [] })], ok: false, last: '39 passed, 2 failed' },
    { story: 'tests are skipped', steps: [tests({ passed: 1, failed: 0, skipped: ['a', 'b'] })], ok: true, last: '1 passed, 0 failed, 2 skipped' },
  ])('$story: $last', async ({ steps, ok, last }) => {
    const result = await said(steps);
    expect(result.ok).toBe(ok);
    expect(result.text.split('\n').at(-1)).toBe(last);
  });

  it('runs what comes after a failure', async () => {
    expect((await said([broken, bad, good])).text).toContain('ok: good');
  });

  it('says why a step could not run', async () => {
    expect((await said([broken])).text).toContain('no such program');
  });

  it('names what was skipped and what failed', async () => {
    const { text } = await said([tests({ passed: 0, failed: 3, skipped: ['a.test.ts: reads a full disk'] })]);
    expect(text).toContain('Skipped:\n  a.test.ts: reads a full disk');
    expect(text).toContain('Failed:\n  tests (3)');
  });
});

it('summarize counts nothing as nothing', () => {
  expect(summarize([])).toBe('0 passed, 0 failed');
});
