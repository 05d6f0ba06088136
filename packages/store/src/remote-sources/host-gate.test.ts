import { parseHost, type Host } from '@image-factory/core/enrollment';
import { expect, it } from 'vitest';
import { createHostGate } from './host-gate.ts';
import type { Unreachable } from './remote.ts';

const down: Unreachable = { kind: 'unreachable', concerns: 'host', reason: 'it is down', hint: 'Wait.' };
const refused: Unreachable = { ...down, concerns: 'repository', reason: 'it is not there' };
const fine = { kind: 'fine' } as const;

function host(name: string): Host {
  const parsed = parseHost(name);
  if (!parsed.ok) throw new Error(`${name} is no host`);
  return parsed.value;
}

it('leaves a host alone after three failures in a row, and says of all its repositories the same', async () => {
  const gate = createHostGate();
  let asked = 0;
  const ask = async (answer: typeof fine | Unreachable) =>
    gate.enter(host('a.example.com'), async () => {
      asked += 1;
      return answer;
    });
  for (const answer of [down, down, fine, down, refused, down, down]) expect(await ask(answer)).toEqual(answer);
  expect(await ask(down)).toEqual(down);
  expect(await ask(fine)).toEqual({ ...down, hint: 'Wait. After 3 failures in a row the host was not asked again in this run.' });
  expect(asked).toBe(8);
  expect(await gate.enter(host('b.example.com'), async () => fine)).toEqual(fine);
});

it('gives each host its own places, and no more at once than there may be', async () => {
  const gate = createHostGate({ atOnce: 4, atOncePerHost: 2 });
  const running = { all: 0, most: 0, slow: 0, mostSlow: 0 };
  const { promise: released, resolve } = Promise.withResolvers<void>();
  const slow = Array.from({ length: 10 }, async () =>
    gate.enter(host('slow.example.com'), async () => {
      running.slow += 1;
      running.mostSlow = Math.max(running.mostSlow, running.slow);
      await released;
      running.slow -= 1;
      return fine;
    }),
  );
  const others = ['a', 'b', 'c'].flatMap((name) =>
    Array.from({ length: 10 }, async () =>
      gate.enter(host(`${name}.example.com`), async () => {
        running.all += 1;
        running.most = Math.max(running.most, running.all + running.slow);
        await new Promise((go) => setImmediate(go));
        running.all -= 1;
        return fine;
      }),
    ),
  );
  await Promise.all(others); // while nobody of the slow host has come back
  resolve();
  await Promise.all(slow);
  expect(running).toMatchObject({ most: 4, mostSlow: 2 });
});

it('work that throws gives its place back', async () => {
  const gate = createHostGate({ atOnce: 1, atOncePerHost: 1 });
  const name = host('a.example.com');
  await expect(gate.enter(name, async () => Promise.reject(new Error('a bug')))).rejects.toThrow('a bug');
  expect(await gate.enter(name, async () => fine)).toEqual(fine);
});
