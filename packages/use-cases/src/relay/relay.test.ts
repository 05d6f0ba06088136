import { describe, expect, it, vi } from 'vitest';
import { relay, startedImages, type RelayDeps } from './index.ts';
import { key, pathOf, relayInputs, World } from './world.fixture.ts';

function run(world: World, by = 'r1') {
  return relay(relayInputs(by), world.deps(by));
}

function keysOfRuns({ runs }: World): string[] {
  return runs.map(({ inputs }) => inputs['key']?.charAt(0) ?? '');
}

describe('a relay', () => {
  it('claims, starts, and records: two commits', async () => {
    const world = new World(['app', 'web', 'idle']);
    world.ask('app', 'a');
    world.ask('web', 'b');
    const before = world.commits;
    const report = await run(world);
    expect(keysOfRuns(world)).toEqual(['a', 'b']);
    expect(world.runs[0]?.inputs).toEqual({ image: 'app', key: key('a'), reason: 'a base moved' });
    expect(world.rebuild('app')).toMatchObject({ status: 'dispatched', run: { id: '1', url: 'https://forge.example/runs/1' } });
    expect(world.rebuild('app').claim).toBeUndefined();
    expect([world.commits - before, report.commits.length, report.problems, startedImages(report)]).toEqual([2, 2, [], ['app', 'web']]);
    expect(world.rebuild('idle').status).toBe('monitoring');
  });

  it('has nothing to do the second time, and commits nothing', async () => {
    const world = new World(['app']);
    world.ask('app', 'a');
    await run(world);
    const before = world.commits;
    expect(await run(world, 'r2')).toMatchObject({ relayed: [], commits: [], problems: [] });
    expect([world.commits, world.runs.length]).toEqual([before, 1]);
  });

  it('finds the run of a relay that died after its dispatch', async () => {
    const world = new World(['app']);
    world.ask('app', 'a');
    world.turn = async (by, what) => {
      if (by === 'r1' && what === 'commit' && world.runs.length > 0) throw new Error('killed');
    };
    await expect(run(world)).rejects.toThrow('killed');
    expect(await run(world, 'r2')).toMatchObject({ relayed: [] }); // the claim still holds
    world.advance(16);
    expect((await run(world, 'r3')).relayed).toMatchObject([{ outcome: { kind: 'found', run: { id: '1' } } }]);
    expect([world.runs.length, world.rebuild('app').run?.id]).toEqual([1, '1']);
  });

  it('does not take the failed run of the attempt before for its own', async () => {
    const world = new World(['app']);
    world.ask('app', 'a');
    await run(world);
    const failed = { ...world.rebuild('app'), status: 'requested' as const, attempts: 1, failedRuns: ['1'] };
    delete (failed as { run?: unknown }).run;
    world.set('app', failed);
    await run(world, 'r2');
    expect([world.runs.length, world.rebuild('app').run?.id]).toEqual([2, '2']);
  });

  it.each([
    { story: 'the answer of the dispatch was lost', mishap: 'lost after' as const, lagMs: 0, status: 'dispatched', runs: 1 },
    { story: 'it was lost, and the run is not to be seen yet', mishap: 'lost after' as const, lagMs: 120_000, status: 'requested', runs: 1 },
    { story: 'the dispatch was lost', mishap: 'lost before' as const, lagMs: 0, status: 'requested', runs: 0 },
    { story: 'the forge asks to wait', mishap: 'refused' as const, lagMs: 0, status: 'requested', runs: 0 },
  ])('$story: $status; in the end there is one run', async ({ mishap, lagMs, status, runs }) => {
    const world = new World(['app']);
    world.lagMs = lagMs;
    world.ask('app', 'a');
    world.startMishaps.push(mishap);
    await run(world);
    expect([world.rebuild('app').status, world.runs.length]).toEqual([status, runs]);
    await run(world, 'r2');
    expect(world.runs.length).toBe(runs); // nobody hurries
    world.advance(20);
    await run(world, 'r3');
    expect([world.rebuild('app').status, world.rebuild('app').run?.id, world.runs.length]).toEqual(['dispatched', '1', 1]);
  });

  it('a clock that can not be read stops everything, and loses nothing', async () => {
    const world = new World(['app']);
    world.ask('app', 'a');
    const deps = { ...world.deps('r1'), clock: { now: async () => undefined } };
    expect((await relay(relayInputs('r1'), deps)).problems).toMatchObject([{ code: 'dispatch/no-clock' }]);
    expect([world.runs.length, world.rebuild('app').status]).toEqual([0, 'requested']);
  });

  it('a relay that stood still until its claim had run out starts nothing', async () => {
    const world = new World(['app']);
    world.ask('app', 'a');
    world.turn = async (by, what) => {
      if (by === 'r1' && what === 'find') {
        world.advance(16);
        await run(world, 'r2');
      }
    };
    await run(world, 'r1');
    expect([world.runs.length, world.rebuild('app').run?.id]).toEqual([1, '1']);
  });

  it.each(['2025-12-30', '2026-01-03'])('what a machine whose clock says %s asked for is started all the same', async (day) => {
    const world = new World(['app']);
    world.ask('app', 'a', { at: new Date(`${day}T00:00:00Z`) });
    await run(world);
    expect(world.runs.length).toBe(1);
  });

  it.each([-48, 48])('a clock here that is wrong by %i hours changes nothing, for a relay or for the one after it', async (hours) => {
    const world = new World(['app']);
    world.ask('app', 'a');
    world.startMishaps.push('lost after');
    world.lagMs = 600_000;
    vi.useFakeTimers({ toFake: ['Date'], now: world.time + hours * 3_600_000 });
    try {
      await run(world, 'r1');
      vi.setSystemTime(world.time - hours * 3_600_000);
      await run(world, 'r2');
      expect([world.runs.length, world.rebuild('app').status]).toEqual([1, 'requested']);
      world.advance(14);
      await run(world, 'r3');
      expect(world.rebuild('app').claim?.by).toBe('r1');
      world.advance(2);
      await run(world, 'r4');
      expect([world.runs.length, world.rebuild('app').run?.id]).toEqual([1, '1']);
    } finally {
      vi.useRealTimers();
    }
  });

  it('what was asked for in the meantime under another key is not overwritten', async () => {
    const world = new World(['app']);
    world.ask('app', 'a');
    world.turn = async (_by, what) => {
      if (what === 'start') world.set('app', { ...world.rebuild('app'), key: key('b') });
    };
    await run(world);
    expect(world.rebuild('app')).toMatchObject({ status: 'requested', key: key('b') });
  });
});

describe('a target that takes no dispatch', () => {
  it('is held, told once, and not tried for a day', async () => {
    const world = new World(['app']);
    world.ask('app', 'a');
    world.startAnswer = { kind: 'blocked', why: 'Not Found' };
    expect((await run(world)).problems).toMatchObject([{ code: 'dispatch/blocked', severity: 'error', image: 'app' }]);
    expect(world.rebuild('app')).toMatchObject({ status: 'held', lastError: { code: 'blocked', message: 'Not Found' } });
    let starts = 0;
    world.turn = async (_by, what) => {
      if (what === 'start') starts += 1;
    };
    for (let hour = 1; hour < 24; hour += 1) {
      world.advance(60);
      expect(await run(world, `r-${hour}`)).toMatchObject({ relayed: [], problems: [] });
    }
    world.advance(60);
    expect([starts, (await run(world, 'next day')).problems, starts]).toEqual([0, [], 1]);
    world.advance(24 * 60);
    world.startAnswer = undefined;
    await run(world, 'when it is back');
    expect([world.rebuild('app').status, world.runs.length]).toEqual(['dispatched', 1]);
  });

  it.each([
    { story: 'its workflow is switched off', form: { kind: 'blocked', why: 'switched off' } as const, code: 'dispatch/blocked' },
    { story: 'the token may not', form: { kind: 'denied', why: 'no' } as const, code: 'dispatch/denied' },
  ])('$story', async ({ form, code }) => {
    const world = new World(['app']);
    world.ask('app', 'a');
    world.form = form;
    expect((await run(world)).problems).toMatchObject([{ code }]);
    expect([world.rebuild('app').status, world.runs.length]).toEqual(['held', 0]);
  });

  it('a forge that can not be asked is asked again by the next relay', async () => {
    const world = new World(['app']);
    world.ask('app', 'a');
    world.findAnswer = { kind: 'later', why: 'down' };
    await run(world);
    expect(world.rebuild('app').claim).toBeUndefined();
    world.findAnswer = undefined;
    await run(world, 'r2');
    expect(world.runs.length).toBe(1);
  });
});

it.each(['inspect', 'find', 'start'] as const)('a failure of ours in %s is seen, and hinders no other image', async (verb) => {
  const world = new World(['app', 'web'], '', '  priority: 0\n');
  world.ask('app', 'a');
  world.ask('web', 'b');
  const deps = world.deps('r1');
  let calls = 0;
  const failing: RelayDeps['runs'] = {
    ...deps.runs,
    [verb]: async (...args: [never]) => {
      calls += 1;
      if (calls === 1) throw new TypeError('a bug');
      return deps.runs[verb](...args);
    },
  };
  await expect(relay(relayInputs('r1'), { ...deps, runs: failing })).rejects.toThrow('a bug');
  expect(keysOfRuns(world)).toEqual(verb === 'inspect' ? [] : ['b']);
  if (verb !== 'inspect') expect(world.rebuild('web').status).toBe('dispatched');
  world.advance(20);
  await run(world, 'r2');
  expect(keysOfRuns(world).toSorted()).toEqual(['a', 'b']);
});

describe('a workflow whose runs do not show the key', () => {
  function unnamed(): World {
    const world = new World(['app', 'web']);
    world.form = { kind: 'form', inputs: ['image'], showsKey: false };
    world.ask('app', 'a');
    return world;
  }

  it('gets only the inputs that it declares', async () => {
    const world = unnamed();
    await run(world);
    expect(world.runs[0]?.inputs).toEqual({ image: 'app' });
  });

  it('is matched by time after a lost answer', async () => {
    const world = unnamed();
    world.startMishaps.push('lost after');
    world.lagMs = 60_000;
    await run(world);
    world.advance(20);
    await run(world, 'r2');
    expect([world.runs.length, world.rebuild('app').run?.id]).toEqual([1, '1']);
  });

  it('is held when several runs could be it, and somebody is told', async () => {
    const world = unnamed();
    world.startMishaps.push('lost after');
    world.lagMs = 60_000;
    await run(world);
    world.runs.push({ id: '2', inputs: {}, name: 'Rebuild', createdAt: world.time + 1000, builds: true });
    world.advance(20);
    expect((await run(world, 'r2')).problems).toMatchObject([{ code: 'dispatch/ambiguous', image: 'app' }]);
    expect([world.runs.length, world.rebuild('app').status]).toEqual([2, 'held']);
  });

  it('the known run of a neighbour is not the one', async () => {
    const world = unnamed();
    world.ask('web', 'b');
    world.startMishaps.push('none', 'lost before'); // app has run 1; web has none
    await run(world);
    expect(world.rebuild('app').run?.id).toBe('1');
    world.advance(20);
    await run(world, 'r2');
    expect([world.runs.length, world.rebuild('web').run?.id]).toEqual([2, '2']);
  });

  it('two that were begun can not be told apart: both are held', async () => {
    const world = unnamed();
    world.ask('web', 'b');
    world.turn = async (by, what) => {
      if (by === 'r1' && what === 'commit' && world.runs.length > 0) throw new Error('killed');
    };
    world.startMishaps.push('lost before');
    await expect(run(world)).rejects.toThrow('killed'); // there is a run of web, and none of app
    world.advance(20);
    await run(world, 'r2');
    expect([world.runs.length, world.rebuild('app').status, world.rebuild('web').status]).toEqual([1, 'held', 'held']);
  });

  it('a shared one that does not ask for the image is started once for all', async () => {
    const world = unnamed();
    world.form = { kind: 'form', inputs: [], showsKey: false };
    world.ask('web', 'b');
    await run(world);
    expect([world.runs.length, world.rebuild('app').run?.id, world.rebuild('web').run?.id]).toEqual([1, '1', '1']);
  });
});

describe('a forge that does not say which run it started', () => {
  it('the run is found by its name, at once or later', async () => {
    const world = new World(['app']);
    world.givesIds = false;
    world.lagMs = 60_000;
    world.ask('app', 'a');
    await run(world);
    expect(world.rebuild('app')).toMatchObject({ status: 'dispatched' });
    expect(world.rebuild('app').run).toBeUndefined();
    world.advance(5);
    await run(world, 'r2');
    expect([world.rebuild('app').run?.id, world.runs.length]).toEqual(['1', 1]);
  });

  it('a dispatch that nobody listens to fails after an hour, and is tried again when it is asked for', async () => {
    const world = new World(['app']);
    world.startAnswer = { kind: 'started' };
    world.ask('app', 'a');
    await run(world);
    world.advance(59);
    await run(world, 'r2');
    expect(world.rebuild('app').status).toBe('dispatched');
    world.advance(2);
    await run(world, 'r3');
    expect(world.rebuild('app')).toMatchObject({ status: 'failed', attempts: 1, lastError: { code: 'no-run' } });
    world.startAnswer = undefined;
    world.ask('app', 'a');
    await run(world, 'r4');
    expect(world.runs.length).toBe(1);
  });
});

describe('caps and order', () => {
  const names = ['a1', 'a2', 'a3', 'a4', 'a5'];
  const causes = ['routine', 'parent', 'cve', 'manual', 'routine'] as const;

  function busy(config: string): World {
    const world = new World(names, config);
    for (const [index, name] of names.entries()) world.ask(name, String(index + 1), { cause: causes[index] ?? 'routine' });
    return world;
  }

  it('starts the most urgent first, no more than a run may', async () => {
    const world = busy('rebuild:\n  maxPerRun: 3\n');
    expect(await run(world)).toMatchObject({ capped: 2 });
    expect(keysOfRuns(world)).toEqual(['3', '4', '2']);
    await run(world, 'r2');
    expect(keysOfRuns(world)).toEqual(['3', '4', '2', '1', '5']);
  });

  it('starts no more within an hour than it may, whoever starts them', async () => {
    const world = busy('rebuild:\n  maxPerHour: 2\n');
    await run(world);
    await run(world, 'r2');
    expect(keysOfRuns(world)).toEqual(['3', '4']);
    world.advance(61);
    await run(world, 'r3');
    expect(keysOfRuns(world)).toEqual(['3', '4', '2', '1']);
  });

  it('a claim that ran out keeps its place', async () => {
    const world = busy('rebuild:\n  maxPerRun: 1\n');
    world.startMishaps.push('lost before');
    await run(world);
    world.advance(16);
    await run(world, 'r2');
    expect(keysOfRuns(world).toSorted()).toEqual(['3', '4']); // the one taken over, and one of this run's own
  });

  it.each([
    { story: 'held', extra: '  hold: { reason: not now }\n' },
    { story: 'switched off', extra: '  enabled: false\n' },
  ])('an image that is $story is not started', async ({ extra }) => {
    const world = new World(['app'], '', extra);
    world.ask('app', 'a');
    await run(world);
    expect([world.runs.length, world.rebuild('app').status]).toEqual([0, 'requested']);
  });
});

describe('state that others write', () => {
  it('unknown fields and eligibleAt survive claim and record', async () => {
    const world = new World(['app']);
    world.ask('app', 'a');
    const text = world.file(pathOf('app')).replace(/( +)status: requested\n/, '$1status: requested\n$1eligibleAt: "2026-01-02T00:00:00Z"\n$1novelty: {a: "1"}\n');
    world.put(pathOf('app'), text);
    await run(world);
    expect(world.file(pathOf('app'))).toMatch(/eligibleAt: "?2026-01-02T00:00:00Z"?/);
    expect(world.file(pathOf('app'))).toContain('novelty:');
  });

  it('a damaged state file is nothing to act on', async () => {
    const world = new World(['app', 'web']);
    world.ask('app', 'a');
    world.ask('web', 'b');
    world.put(pathOf('app'), `${world.file(pathOf('app')).slice(0, 80)}\n<<<<<<<\n`);
    await run(world);
    expect(keysOfRuns(world)).toEqual(['b']);
  });

  it('without images.yaml nothing is started', async () => {
    const world = new World(['app']);
    world.ask('app', 'a');
    world.put('image-factory/images.yaml', '');
    expect((await run(world)).relayed).toEqual([]);
  });

  it('a factory that does not say where it is can not build', async () => {
    const world = new World(['app']);
    world.ask('app', 'a');
    world.put('image-factory/factory.yaml', '');
    expect((await run(world)).problems).toMatchObject([{ code: 'dispatch/no-target', image: 'app' }]);
  });

  it('a factory.yaml with errors stops the relay', async () => {
    const world = new World(['app']);
    world.ask('app', 'a');
    world.put('image-factory/factory.yaml', 'rebuild: 7\n');
    expect((await run(world)).problems).toMatchObject([{ severity: 'error' }]);
    expect(world.runs).toEqual([]);
  });
});
