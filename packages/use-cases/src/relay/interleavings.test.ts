import fc from 'fast-check';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { relay, type TargetForm } from './index.ts';
import { relayInputs, World, type Mishap, type ModelRun } from './world.fixture.ts';

// Two relays, and more after their ends, each stopped before every effect; chance says who goes on, who is killed, what is
// lost, and how long everybody stands still.

type Step = { readonly kind: 'go'; readonly relay: number } | { readonly kind: 'kill'; readonly relay: number } | { readonly kind: 'wait'; readonly minutes: number } | { readonly kind: 'begin' };

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: fc.nat(3).map((relay): Step => ({ kind: 'go', relay })) },
  { weight: 1, arbitrary: fc.nat(3).map((relay): Step => ({ kind: 'kill', relay })) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 25 }).map((minutes): Step => ({ kind: 'wait', minutes })) },
  { weight: 1, arbitrary: fc.constant<Step>({ kind: 'begin' }) },
);
const anyMishaps = fc.array(fc.constantFrom<Mishap>('none', 'none', 'lost before', 'lost after', 'refused'), { maxLength: 6 });
const anyStory = fc.record({
  steps: fc.array(anyStep, { minLength: 10, maxLength: 70 }),
  startMishaps: anyMishaps,
  commitMishaps: anyMishaps,
  lagMinutes: fc.constantFrom(0, 1, 4),
  givesIds: fc.boolean(),
});
type Story = typeof anyStory extends fc.Arbitrary<infer T> ? T : never;

interface Waiting {
  readonly by: string;
  readonly what: string;
  readonly goOn: () => void;
}

/** Plays a story, and then lets relays run undisturbed until there is nothing left to do. */
async function play({ steps, startMishaps, commitMishaps, lagMinutes, givesIds }: Story, { mayStall, form }: { readonly mayStall: boolean; readonly form?: TargetForm }): Promise<World> {
  const world = new World(['app', 'web']);
  if (form !== undefined) world.form = form;
  world.ask('app', 'a');
  world.ask('web', 'b');
  world.lagMs = lagMinutes * 60_000;
  world.givesIds = givesIds;
  world.startMishaps.push(...startMishaps);
  world.commitMishaps.push(...commitMishaps);
  const waiting: Waiting[] = [];
  const failures: unknown[] = [];
  let begun = 0;
  world.turn = (by, what) => new Promise((resolve) => waiting.push({ by, what, goOn: resolve }));

  async function begin(): Promise<void> {
    begun += 1;
    const by = `r${begun}`;
    relay(relayInputs(by), world.deps(by)).catch((error: unknown) => failures.push(error));
    await setImmediate();
  }

  /** The one that chance means, of those that still live. */
  function pick(number: number): number {
    return waiting.length === 0 ? -1 : number % waiting.length;
  }

  await begin();
  await begin();
  for (const step of steps) {
    switch (step.kind) {
      case 'begin':
        if (begun < 5) await begin();
        break;
      case 'wait':
        if (mayStall || !waiting.some(({ what }) => what === 'start')) world.advance(step.minutes);
        break;
      case 'kill':
      case 'go': {
        const [chosen] = waiting.splice(pick(step.relay), pick(step.relay) < 0 ? 0 : 1);
        if (step.kind === 'kill') break; // its promise never comes to anything
        chosen?.goOn();
        await setImmediate();
      }
    }
  }
  waiting.length = 0; // the power fails
  world.turn = async () => {};
  world.startMishaps.length = 0;
  world.commitMishaps.length = 0;
  for (let round = 0; round < 4; round += 1) {
    world.advance(20);
    await relay(relayInputs(`after ${round}`), world.deps(`after ${round}`));
  }
  expect(failures).toEqual([]);
  return world;
}

function imagesOf(runs: readonly ModelRun[]): string[] {
  return runs.map(({ inputs }) => inputs['image'] ?? '').toSorted();
}

const numRuns = process.env['CI'] === undefined ? 300 : 2000;

describe('whatever happens to relays, and in whatever order', () => {
  it('each request has exactly one run in the end, and its state names it', { timeout: 300_000 }, async () => {
    let killed = 0;
    await fc.assert(
      fc.asyncProperty(anyStory, async (story) => {
        killed += story.steps.some(({ kind }) => kind === 'kill') ? 1 : 0;
        const world = await play(story, { mayStall: false });
        expect(imagesOf(world.runs)).toEqual(['app', 'web']);
        for (const image of ['app', 'web']) {
          const rebuild = world.rebuild(image);
          expect(rebuild).toMatchObject({ status: 'dispatched', run: { id: world.runs.find(({ inputs }) => inputs['image'] === image)?.id } });
          expect(rebuild.claim).toBeUndefined();
        }
      }),
      { numRuns },
    );
    expect(killed).toBeGreaterThan(numRuns / 4); // the stories are as bad as they are meant to be
  });

  it('even when a relay stands still for hours just before its dispatch, nothing is built twice, and nothing is lost', { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(anyStory, async (story) => {
        const world = await play(story, { mayStall: true });
        expect(imagesOf(world.runs.filter(({ builds }) => builds))).toEqual(['app', 'web']);
        expect(['app', 'web'].map((image) => world.rebuild(image).status)).toEqual(['dispatched', 'dispatched']);
      }),
      { numRuns: numRuns / 2 },
    );
  });

  it('runs that do not show their key: each image has at most one, its own; where that can not be told it is held', { timeout: 300_000 }, async () => {
    const form: TargetForm = { kind: 'form', inputs: ['image'], showsKey: false };
    let held = 0;
    await fc.assert(
      fc.asyncProperty(anyStory, async (story) => {
        const world = await play(story, { mayStall: false, form });
        for (const image of ['app', 'web']) {
          const own = world.runs.filter(({ inputs }) => inputs['image'] === image);
          const { status, run } = world.rebuild(image);
          held += status === 'held' ? 1 : 0;
          expect(own.length).toBeLessThanOrEqual(1);
          expect([status, run?.id]).toEqual(status === 'held' ? ['held', undefined] : ['dispatched', own[0]?.id]);
        }
      }),
      { numRuns },
    );
    expect(held).toBeLessThan(numRuns * 1.5); // of two images each: it is no way out of everything
  });
});
