import { expect, it } from 'vitest';
import { virtualPace } from '../virtual-pace.fixture.ts';
import { createWriteBucket } from './write-bucket.ts';

it('gives no more than sixty turns in any minute, in their order', async () => {
  const pace = virtualPace();
  const bucket = createWriteBucket({ pace });
  const given: { readonly number: number; readonly at: number }[] = [];
  await Promise.all(
    Array.from({ length: 130 }, async (_, number) => {
      await bucket.turn();
      given.push({ number, at: pace.elapsed() });
    }),
  );
  expect(given.map(({ number }) => number)).toEqual(given.map((_, index) => index));
  expect(pace.slept).toEqual(Array.from({ length: 129 }, (_, index) => (index + 1) * 1000));
});

it('lets one who comes later go at once', async () => {
  const pace = virtualPace();
  const bucket = createWriteBucket({ pace });
  await bucket.turn();
  await pace.sleep(5000);
  await bucket.turn();
  expect(pace.slept).toEqual([5000]);
});
