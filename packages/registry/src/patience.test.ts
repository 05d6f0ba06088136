import { describe, expect, it } from 'vitest';
import { image, indexOf, reference } from './content.fixture.ts';
import { createRegistry } from './registry.ts';
import { virtualPace } from './virtual-pace.fixture.ts';
import { openWorld, sendJson, wellBehaved, type Site } from './world.fixture.ts';

const good = indexOf({ 'linux/amd64': image('linux/amd64') });
const calm = wellBehaved({ t: good }, []);

/** Answers the first requests in its own way. */
function firstly(times: number, odd: Site): Site {
  let left = times;
  return (seen, response) => {
    left -= 1;
    (left >= 0 ? odd : calm)(seen, response);
  };
}

function status(code: number, headers: Readonly<Record<string, string>> = {}): Site {
  return (_seen, response) => sendJson(response, code, {}, headers);
}

describe('an answer that may be another one in a moment', () => {
  it.each([
    { story: 'seconds', odd: status(429, { 'retry-after': '7' }), paused: [7500] },
    { story: "a date on the server's clock, which is wrong by years", odd: status(429, { 'retry-after': 'Tue, 01 Jan 2030 00:00:07 GMT', date: 'Tue, 01 Jan 2030 00:00:00 GMT' }), paused: [7500] },
    { story: 'nothing said', odd: status(429), paused: [500] },
    { story: 'a word that is none', odd: status(429, { 'retry-after': 'later' }), paused: [500] },
    { story: 'forbidden for now', odd: status(403, { 'retry-after': '3' }), paused: [3500] },
    { story: 'out of order', odd: status(503), paused: [500] },
    { story: 'out of order until', odd: status(503, { 'retry-after': '2' }), paused: [2500] },
    { story: 'a gateway', odd: status(502), paused: [500] },
    { story: 'a connection that breaks off', odd: ((_seen, response) => response.destroy()) satisfies Site, paused: [500] },
  ])('$story: $paused', async ({ odd, paused }) => {
    await using world = await openWorld();
    world.sites.set('r.example', firstly(1, odd));
    const pace = virtualPace(() => 0.5);
    const answer = await createRegistry({ transport: world.transport, pace }).lookUp(reference('r.example/a/b:t'));
    expect(answer).toMatchObject({ kind: 'found' });
    expect(pace.slept).toEqual(paused);
  });

  it('is waited for longer each time, by chance, and not for ever', async () => {
    await using world = await openWorld();
    world.sites.set('r.example', status(500));
    const pace = virtualPace(() => 0.999);
    const answer = await createRegistry({ transport: world.transport, pace }).lookUp(reference('r.example/a/b:t'));
    expect(answer).toMatchObject({ kind: 'unknown', code: 'broken', why: '`r.example` answered 500 4 times' });
    expect(pace.slept.map(Math.round)).toEqual([999, 1998, 3996]);
  });

  it.each([429, 403, 503, 500, 502])('that is a day off is not waited for (%i)', async (code) => {
    await using world = await openWorld();
    world.sites.set('r.example', status(code, { 'retry-after': '86400' }));
    const pace = virtualPace();
    const answer = await createRegistry({ transport: world.transport, pace }).lookUp(reference('r.example/a/b:t'));
    expect(answer).toMatchObject({ kind: 'unknown', code: code === 500 || code === 502 ? 'broken' : 'limited' });
    expect(pace.slept).toEqual([]);
    expect(world.seen).toHaveLength(1);
  });

  it('makes one host wait, not the others', async () => {
    await using world = await openWorld();
    world.sites.set('slow.example', status(429, { 'retry-after': '3600' }));
    world.sites.set('r.example', calm);
    const pace = virtualPace();
    const registry = createRegistry({ transport: world.transport, pace });
    const answers = await Promise.all(['slow.example/a/b:t', 'slow.example/a/c:t', 'r.example/a/b:t'].map((text) => registry.lookUp(reference(text))));
    expect(answers).toMatchObject([{ code: 'limited' }, { code: 'limited' }, { kind: 'found' }]);
    expect(pace.slept).toEqual([]);
  });

  it('of a host that is down costs the run five questions, and no more', async () => {
    await using world = await openWorld();
    const registry = createRegistry({ transport: world.transport, pace: virtualPace(), limits: { concurrency: 1 } });
    const answers = await Promise.all(Array.from({ length: 100 }, (_, at) => registry.lookUp(reference(`down.example/a/b:${at}`))));
    const codes = answers.map((answer) => (answer.kind === 'unknown' ? answer.code : answer.kind));
    expect(codes.filter((code) => code === 'limited').length).toBeGreaterThanOrEqual(90);
    expect(codes[0]).toBe('unreachable');
    expect(world.seen.length).toBeLessThanOrEqual(40);
  });

  it('is none for nonsense: a bad repository does not close a registry for the others', async () => {
    await using world = await openWorld();
    world.sites.set('r.example', (seen, response) => {
      if (seen.path.includes('/evil')) response.writeHead(200, { 'content-length': 5 * 1024 * 1024 }).write(' ');
      else calm(seen, response);
    });
    const registry = createRegistry({ transport: world.transport, pace: virtualPace() });
    for (let at = 0; at < 10; at += 1) expect(await registry.lookUp(reference(`r.example/evil${at}/a:t`))).toMatchObject({ code: 'broken' });
    expect(await registry.lookUp(reference('r.example/a/b:t'))).toMatchObject({ kind: 'found' });
  });

  it('in a registry that counts costs hardly more requests than it takes', async () => {
    await using world = await openWorld();
    const pace = virtualPace();
    let [windowEnd, left] = [0, 0];
    world.sites.set('r.example', (seen, response) => {
      if (pace.elapsed() >= windowEnd) [windowEnd, left] = [pace.elapsed() + 10_000, 60];
      left -= 1;
      if (left >= 0) calm(seen, response);
      else sendJson(response, 429, {}, { 'retry-after': String(Math.ceil((windowEnd - pace.elapsed()) / 1000)) });
    });
    const registry = createRegistry({ transport: world.transport, pace });
    const answers = await Promise.all(Array.from({ length: 300 }, (_, at) => registry.lookUp(reference(`r.example/a/b${at}:t`))));
    expect(answers.every(({ kind }) => kind === 'found')).toBe(true);
    expect(world.seen.length).toBeLessThanOrEqual(390);
  });
});
