import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../temporary.ts';
import { percentile, raceProcesses, raceWriters } from './race.ts';

const entry = fileURLToPath(new URL('racer.fixture.ts', import.meta.url));

it('nobody starts before all are ready', async () => {
  const order: string[] = [];
  const results = await raceWriters(5, async (writer, ready) => {
    await new Promise((resolve) => setTimeout(resolve, writer * 2));
    order.push('ready');
    await ready();
    order.push('start');
    return writer * 10;
  });
  expect(order).toEqual([...Array<string>(5).fill('ready'), ...Array<string>(5).fill('start')]);
  expect(results.map(({ writer, outcome }) => [writer, outcome])).toEqual([0, 1, 2, 3, 4].map((writer) => [writer, { kind: 'value', value: writer * 10 }]));
  expect(results.every(({ durationMs }) => durationMs >= 0)).toBe(true);
});

it('one that fails before it is ready holds up nobody; one that fails later is a result', async () => {
  const results = await raceWriters(3, async (writer, ready) => {
    if (writer === 0) throw new Error('before');
    await ready();
    if (writer === 1) throw new Error('after');
    return 'landed';
  });
  expect(results.map(({ outcome }) => outcome)).toMatchObject([{ error: { message: 'before' } }, { error: { message: 'after' } }, { value: 'landed' }]);
});

it('the same with processes', async () => {
  await using folder = await temporaryFolder({ file: '' });
  const results = await raceProcesses(6, (writer) => ({ file: process.execPath, args: [entry, join(folder.path, 'file'), String(writer)] }));
  expect(results.map(({ outcome }) => (outcome.kind === 'value' ? outcome.value.exitCode : outcome.error))).toEqual([0, 0, 0, 1, 0, 0]);
  const lines = (await folder.read('file')).trim().split('\n');
  expect(lines.slice(0, 5)).toEqual(Array(5).fill('ready'));
  expect(lines.slice(5).toSorted()).toEqual(['0', '1', '2', '4', '5']);
});

it.each([
  { share: 0.5, value: 5 },
  { share: 0.95, value: 10 },
  { share: 0.1, value: 1 },
  { share: 0, value: 1 },
  { share: 1, value: 10 },
])('of 1 to 10, $share do not exceed $value', ({ share, value }) => {
  expect(percentile([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], share)).toBe(value);
});

it('nothing has no percentile', () => {
  expect(() => percentile([], 0.5)).toThrow(RangeError);
});
