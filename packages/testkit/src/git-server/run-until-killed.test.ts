import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../temporary.ts';
import { announceEffects } from './announce-effects.ts';
import { countEffects, runUntilKilled } from './run-until-killed.ts';

const entry = fileURLToPath(new URL('effects.fixture.ts', import.meta.url));

const points = [
  ['before:write', 0],
  ['after:write', 1],
  ['before:writeLater', 1],
  ['after:writeLater', 2],
  ['before:fail', 2],
  ['after:fail', 3],
  ['before:write', 3],
  ['after:write', 4],
  ['before:writeLater', 4],
  ['before:writeLater', 4],
  ['after:writeLater', undefined], // of the two at once nobody knows how far the other one is
  ['after:writeLater', 6],
] as const;

it('lists every point before and after each effect, also of those that fail', async () => {
  await using folder = await temporaryFolder({ journal: '' });
  expect(await countEffects(process.execPath, [entry, join(folder.path, 'journal')])).toEqual(points.map(([point]) => point));
  expect(await folder.read('journal')).toBe('a journal\ntwo\nfail\ncaught\nx\ny\n');
});

it('kills at each of them, and nothing of what follows has happened, nor does it later', async () => {
  await using folder = await temporaryFolder(Object.fromEntries(points.map((_, index) => [`j${index}`, ''])));
  const runs = await Promise.all(points.map((_, index) => runUntilKilled(process.execPath, [entry, join(folder.path, `j${index}`)], { killAt: index + 1 })));
  await sleep(20);
  for (const [index, [point, written]] of points.entries()) {
    const run = runs[index];
    expect([run?.killedAt, run?.points.length, run?.exitCode, run?.stdout]).toEqual([point, index + 1, undefined, '']);
    const lines = (await folder.read(`j${index}`)).split('\n').length - 1;
    if (written !== undefined) expect(lines, `at ${index + 1} ${point}`).toBe(written);
  }
});

it('a point that never comes: the run is whole', async () => {
  await using folder = await temporaryFolder({ journal: '' });
  const run = await runUntilKilled(process.execPath, [entry, join(folder.path, 'journal')], { killAt: 13 });
  expect(run).toMatchObject({ killedAt: undefined, exitCode: 0, stdout: 'done\n', stderr: '' });
});

it('ports with equal verbs are told apart by a name', async () => {
  await using folder = await temporaryFolder({ journal: '' });
  expect((await countEffects(process.execPath, [entry, join(folder.path, 'journal'), 'named']))[0]).toBe('before:journal.write');
});

it('what the process has started ends with it, or its output would not end', async () => {
  const child = `
    import { spawn } from 'node:child_process';
    import { announcePoint } from ${JSON.stringify(new URL('announce-effects.ts', import.meta.url).href)};
    const below = spawn(process.execPath, ['-e', 'console.log("up"); setInterval(() => {}, 1000)'], { stdio: ['ignore', 'pipe', 'inherit'] });
    below.stdout.once('data', () => announcePoint('started'));
  `;
  const run = await runUntilKilled(process.execPath, ['--input-type=module-typescript', '-e', child], { killAt: 1, timeoutMs: 10_000 });
  expect(run).toMatchObject({ killedAt: 'started', stderr: '' });
});

it('a failing run gives no list, and one that does not end is ended', async () => {
  await using folder = await temporaryFolder({ journal: '' });
  const args = (mode: string) => [entry, join(folder.path, 'journal'), mode];
  await expect(countEffects(process.execPath, args('bad'))).rejects.toThrow('ended with 3');
  await expect(countEffects(process.execPath, args('hang'), { timeoutMs: 1500 })).rejects.toMatchObject({ cause: { message: expect.stringContaining('still there after 1500 ms') } });
  await expect(countEffects('/no/such/program', [])).rejects.toThrow('ENOENT');
});

it('without a parent who asks, a port is itself', () => {
  const port = { verb: () => 1 };
  expect(announceEffects(port)).toBe(port);
});
