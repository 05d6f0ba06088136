import { faultAnswers, type GitHubFault } from '@image-factory/testkit';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Factory } from './factory.ts';
import { baseIsDue, situation, type Situation } from './situations.ts';

let due: Situation;

beforeAll(async () => {
  due = await situation(baseIsDue);
}, 120_000);

afterAll(() => due[Symbol.asyncDispose]());

const workflow = '.github/workflows/build-image.yml';
const dispatches = { method: 'POST', path: /\/dispatches$/ } as const;
const refusal = (status: number, message: string): GitHubFault => ({ ...dispatches, answer: { status, json: { message } } });

/** How the request stands, and what was started. */
async function standing(factory: Factory): Promise<readonly unknown[]> {
  const { status, lastError } = await factory.rebuild('app');
  return [status, lastError?.code, factory.started().length];
}

describe('a dispatch that GitHub answers in another way: nothing is lost, and in the end there is one run', () => {
  it.concurrent.each([
    { story: '401', fault: { ...refusal(401, 'Bad credentials'), times: 2 }, stands: ['held', 'denied', 0], minutes: 25 * 60 },
    { story: '403', fault: refusal(403, 'Resource not accessible by integration'), stands: ['held', 'denied', 0], minutes: 25 * 60 },
    { story: '404', fault: refusal(404, 'Not Found'), stands: ['held', 'blocked', 0], minutes: 25 * 60 },
    { story: '422', fault: refusal(422, "Workflow does not have 'workflow_dispatch' trigger"), stands: ['held', 'blocked', 0], minutes: 25 * 60 },
    { story: 'slow down', fault: { ...dispatches, answer: faultAnswers.secondaryLimit(600) }, stands: ['requested', 'later', 0], minutes: 15 },
    { story: '429', fault: { ...dispatches, answer: faultAnswers.tooManyRequests(600) }, stands: ['requested', 'later', 0], minutes: 15 },
    { story: '500', fault: { ...dispatches, answer: faultAnswers.unavailable(500) }, stands: ['requested', 'unclear', 0], minutes: 16 },
    { story: '503 after it was heard', fault: { ...dispatches, answer: faultAnswers.unavailable(503), when: 'after' }, stands: ['dispatched', undefined, 1], minutes: 16 },
    { story: 'the connection breaks before it is heard', fault: { ...dispatches, answer: 'reset' }, stands: ['requested', 'unclear', 0], minutes: 16 },
    { story: 'the connection breaks after it was heard', fault: { ...dispatches, answer: 'reset', when: 'after' }, stands: ['dispatched', undefined, 1], minutes: 16 },
    { story: 'an answer that says nothing', fault: { ...dispatches, answer: { status: 200, json: {} }, when: 'after' }, stands: ['dispatched', undefined, 1], minutes: 16 },
  ] as const satisfies readonly { fault: GitHubFault; [key: string]: unknown }[])(
    '$story',
    async ({ fault, stands, minutes }) => {
      await using factory = await due.open();
      factory.github.faults.push(fault);
      await factory.hurry('dispatch');
      expect(await standing(factory)).toEqual(stands);
      factory.advance(1);
      await factory.hurry('dispatch');
      expect(factory.started()).toHaveLength(stands[2]); // nobody hurries
      factory.advance(minutes);
      expect(await factory.hurry('dispatch')).toMatchObject({ exitCode: 0 });
      expect(await standing(factory)).toEqual(['dispatched', undefined, 1]);
      const [run] = factory.github.repository('acme/factory').runs;
      expect(await factory.rebuild('app')).toMatchObject({ run: { id: String(run?.id) } });
    },
    120_000,
  );
});

describe('a workflow that takes no dispatch: held, told, and started once when it does', () => {
  it('is switched off', async () => {
    await using factory = await due.open({ disabledWorkflows: ['build-image.yml'] });
    const { exitCode, stderr } = await factory.hurry('dispatch');
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('dispatch/blocked')]);
    expect(await standing(factory)).toEqual(['held', 'blocked', 0]);
    expect(factory.github.requests.filter(({ method }) => method === 'POST')).toEqual([]);
    expect(await factory.hurry('dispatch')).toMatchObject({ exitCode: 0 }); // told once
  }, 120_000);

  it('does not start on workflow_dispatch', async () => {
    await using factory = await due.open();
    const repository = factory.github.repository('acme/factory');
    const text = (await repository.readFile(workflow)) ?? '';
    await repository.commit({ [workflow]: 'on: push\n' });
    expect(await factory.hurry('dispatch')).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('dispatch/blocked') });
    expect(await standing(factory)).toEqual(['held', 'blocked', 0]);
    await repository.commit({ [workflow]: text });
    factory.advance(25 * 60);
    expect(await factory.hurry('dispatch')).toMatchObject({ exitCode: 0 });
    expect(await standing(factory)).toEqual(['dispatched', undefined, 1]);
  }, 120_000);
});

it('the clock of the forge can not be asked: nothing is decided or started, and nothing is lost', async () => {
  await using factory = await due.open();
  const before = await factory.github.repository('acme/factory').head();
  factory.github.faults.push({ path: '/rate_limit', answer: 'reset' });
  expect(await factory.hurry('dispatch')).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('dispatch/no-clock') });
  expect(await factory.github.repository('acme/factory').head()).toBe(before);
  expect(await factory.hurry('dispatch')).toMatchObject({ exitCode: 0 });
  expect(factory.started()).toEqual(['app']);
}, 120_000);

it('STOP is committed while a sweep decides: nothing is asked for, and nothing is started', async () => {
  await using factory = await due.open();
  const repository = factory.github.repository('acme/factory');
  factory.github.faults.push({ path: '/rate_limit', delayMs: 200 });
  const sweep = factory.hurry('dispatch');
  while (!factory.github.requests.some(({ path }) => path === '/rate_limit')) await sleep(10);
  await repository.commit({ 'image-factory/STOP': 'Incident 4711\n' });
  expect(await sweep).toMatchObject({ stderr: expect.stringContaining('Incident 4711') });
  expect(factory.started()).toEqual([]);
}, 120_000);
