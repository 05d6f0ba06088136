import { expect, it, onTestFinished } from 'vitest';
import { startFaultProxy } from './fault-proxy.ts';
import { listenOnLoopback, type LoopbackServer } from './loopback.ts';
import { rateLimitHeaders, retryAfterForms } from './faults.ts';

/** Answers each request with what it got, and remembers it. */
async function echo(): Promise<LoopbackServer & { readonly seen: string[] }> {
  const seen: string[] = [];
  const server = await listenOnLoopback((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      const line = `${request.method} ${request.url} ${body}`;
      seen.push(line);
      response.writeHead(201, { 'x-server': 'echo', 'content-length': line.length }).end(line);
    });
  });
  onTestFinished(() => server[Symbol.asyncDispose]());
  return { ...server, seen };
}

it('passes on method, path, body, headers and status, and records them', async () => {
  const server = await echo();
  await using proxy = await startFaultProxy(server.origin);
  const answer = await fetch(proxy.through(`${server.origin}/a/b?c=d`), { method: 'PUT', body: 'text', headers: { 'x-trace': '1' } });
  expect([answer.status, answer.headers.get('x-server'), await answer.text()]).toEqual([201, 'echo', 'PUT /a/b?c=d text']);
  expect(proxy.requests).toMatchObject([{ method: 'PUT', path: '/a/b?c=d', body: 'text', serverStatus: 201, faults: [], headers: { 'x-trace': '1' } }]);
  expect(() => proxy.through('http://127.0.0.1:1/a')).toThrow(RangeError);
});

it('a reset before: the server has not heard of it', async () => {
  const server = await echo();
  await using proxy = await startFaultProxy(server.origin, [{ fault: { kind: 'reset' } }]);
  await expect(fetch(proxy.origin)).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
  expect(server.seen).toEqual([]);
  expect(proxy.requests).toMatchObject([{ serverStatus: undefined, faults: ['reset'] }]);
});

it('a reset after: the server has done it, and nobody knows', async () => {
  const server = await echo();
  await using proxy = await startFaultProxy(server.origin, [{ fault: { kind: 'lose-answer' } }]);
  await expect(fetch(proxy.origin, { method: 'POST', body: 'order' })).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
  expect(server.seen).toEqual(['POST / order']);
  expect(proxy.requests).toMatchObject([{ serverStatus: 201, faults: ['lose-answer'] }]);
});

it.each([0, 1, 7])('an answer that ends after %i bytes', async (bytes) => {
  const server = await echo();
  await using proxy = await startFaultProxy(server.origin, [{ fault: { kind: 'truncate', bytes } }]);
  const answer = await fetch(proxy.origin + '/long-enough');
  const got: number[] = [];
  await expect(
    (async () => {
      for await (const chunk of answer.body ?? []) got.push(...(chunk as Uint8Array));
    })(),
  ).rejects.toThrow('terminated');
  expect(Buffer.from(got).toString()).toBe('GET /long-enough '.slice(0, bytes));
});

it('drips, and it is all there in the end', async () => {
  const server = await echo();
  await using proxy = await startFaultProxy(server.origin, [{ fault: { kind: 'drip', bytes: 3, everyMs: 1 } }]);
  const answer = await fetch(proxy.origin + '/slowly');
  expect(await answer.text()).toBe('GET /slowly ');
});

it('answers for the server', async () => {
  const server = await echo();
  await using proxy = await startFaultProxy(server.origin, [{ fault: { kind: 'answer', status: 503, body: 'down', headers: { 'retry-after': '2' } } }]);
  const answer = await fetch(proxy.origin, { method: 'POST', body: 'x'.repeat(300_000) });
  expect([answer.status, await answer.text(), answer.headers.get('retry-after'), server.seen.length]).toEqual([503, 'down', '2', 0]);
});

it('a black hole holds the request until its end', async () => {
  const server = await echo();
  let asking: Promise<string>;
  {
    await using proxy = await startFaultProxy(server.origin, [{ fault: { kind: 'black-hole' } }]);
    await expect(fetch(proxy.origin, { signal: AbortSignal.timeout(30) })).rejects.toMatchObject({ name: 'TimeoutError' });
    asking = fetch(proxy.origin).then(
      () => 'answered',
      () => 'cut',
    );
    while (proxy.requests.length < 2) await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await asking).toBe('cut');
  expect(server.seen).toEqual([]);
});

it('delays come before what decides, and something else can happen meanwhile', async () => {
  const server = await echo();
  const order: string[] = [];
  const meanwhile = (word: string) => ({ fault: { kind: 'meanwhile', run: async () => order.push(word) } }) as const;
  await using proxy = await startFaultProxy(server.origin, [meanwhile('one'), { fault: { kind: 'answer', status: 500 } }, { fault: { kind: 'delay', ms: 5, jitterMs: 5 } }, meanwhile('two')]);
  const answer = await fetch(proxy.origin);
  expect([answer.status, order]).toEqual([500, ['one', 'two']]);
  expect(proxy.requests).toMatchObject([{ faults: ['meanwhile', 'answer', 'delay', 'meanwhile'] }]);
});

it('what fails meanwhile fails the test, at the end of the scope', async () => {
  const server = await echo();
  const proxy = await startFaultProxy(server.origin, [{ fault: { kind: 'meanwhile', run: () => Promise.reject(new Error('rival')) } }]);
  await expect(fetch(proxy.origin)).rejects.toThrow('fetch failed');
  await expect(proxy[Symbol.asyncDispose]()).rejects.toMatchObject({ cause: { message: 'rival' } });
});

it('a delay does not keep the proxy from ending', async () => {
  const server = await echo();
  await using proxy = await startFaultProxy(server.origin, [{ fault: { kind: 'delay', ms: 3_600_000 } }]);
  await expect(fetch(proxy.origin, { signal: AbortSignal.timeout(20) })).rejects.toThrow();
  expect(server.seen).toEqual([]);
});

it.each([
  { story: 'the second only', rule: { nth: 2 }, hit: [1] },
  { story: 'some', rule: { nth: [1, 3] }, hit: [0, 2] },
  { story: 'by method', rule: { method: 'POST' }, hit: [1, 3] },
  { story: 'by part of the path', rule: { path: '/a' }, hit: [0, 1] },
  { story: 'by pattern', rule: { path: /^\/b$/ }, hit: [2, 3] },
  { story: 'by a pattern that remembers', rule: { path: /b/g }, hit: [2, 3] },
  { story: 'the second of those of a method', rule: { method: 'POST', nth: 2 }, hit: [3] },
  { story: 'none of them', rule: { share: 0 }, hit: [] },
  { story: 'all of them', rule: { share: 1 }, hit: [0, 1, 2, 3] },
])('hits $story', async ({ rule, hit }) => {
  const server = await echo();
  await using proxy = await startFaultProxy(server.origin, [{ ...rule, fault: { kind: 'answer', status: 500 } }]);
  const asked = [
    ['GET', '/a'],
    ['POST', '/a'],
    ['GET', '/b'],
    ['POST', '/b'],
  ] as const;
  const statuses: number[] = [];
  for (const [method, path] of asked) statuses.push((await fetch(proxy.origin + path, { method })).status);
  expect(statuses.flatMap((status, index) => (status === 500 ? [index] : []))).toEqual(hit);
});

it('a share is a share, the same with the same seed, and rules can be changed', async () => {
  const server = await echo();
  const rules = [{ share: 0.4, fault: { kind: 'answer', status: 500 } }] as const;
  async function hits(seed: number): Promise<number[]> {
    await using proxy = await startFaultProxy(server.origin, rules, { seed });
    const found: number[] = [];
    for (let index = 0; index < 100; index += 1) if ((await fetch(proxy.origin)).status === 500) found.push(index);
    proxy.use([]);
    expect((await fetch(proxy.origin)).status).toBe(201);
    return found;
  }
  const [one, again, other] = [await hits(1), await hits(1), await hits(2)];
  expect(again).toEqual(one);
  expect(other).not.toEqual(one);
  expect(one.length).toBeGreaterThan(25);
  expect(one.length).toBeLessThan(55);
});

it('a server that is not there is a connection that ends', async () => {
  const gone = await listenOnLoopback(() => {});
  await gone[Symbol.asyncDispose]();
  await using proxy = await startFaultProxy(gone.origin);
  await expect(fetch(proxy.origin)).rejects.toThrow('fetch failed');
});

it('asks to come back in every form', async () => {
  const now = Date.UTC(2026, 0, 1);
  expect(Object.fromEntries(retryAfterForms.map((form) => [form, rateLimitHeaders(form, 1.5, now)]))).toEqual({
    seconds: { 'retry-after': '2' },
    'http-date': { 'retry-after': 'Thu, 01 Jan 2026 00:00:01 GMT' },
    absent: {},
    'x-ratelimit-reset': { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1767225602' },
    garbage: { 'retry-after': 'soon, or later' },
    fractional: { 'retry-after': '1.5' },
  });
  const server = await echo();
  await using proxy = await startFaultProxy(server.origin, [{ fault: { kind: 'rate-limit', status: 403, retryAfter: 'seconds', seconds: 7 } }]);
  const answer = await fetch(proxy.origin);
  expect([answer.status, answer.headers.get('retry-after'), await answer.json()]).toEqual([403, '7', { message: 'You have exceeded a secondary rate limit.' }]);
});
