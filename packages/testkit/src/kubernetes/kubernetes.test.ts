import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../temporary.ts';
import { describeKubernetes } from './programs.ts';
import { startServer } from './server-process.ts';
import { startKubernetes } from './start.ts';

describeKubernetes('a Kubernetes API', (programs) => {
  it('takes objects, forgets none, and is gone with its scope', async () => {
    const origin = await (async () => {
      await using api = await startKubernetes(programs);
      const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { b: 'c' } };
      expect(await api.apply(object, { dryRun: true })).toMatchObject({ kind: 'taken' });
      expect(await api.read(object)).toBeUndefined();
      expect(await api.apply(object)).toMatchObject({ kind: 'taken', warnings: [], object: { data: { b: 'c' } } });
      expect(await api.read(object)).toMatchObject({ data: { b: 'c' } });
      expect(await api.apply({ ...object, dada: {} })).toMatchObject({ kind: 'refused', status: 500 });
      return api;
    })();
    await expect(origin.request('GET', '/readyz')).rejects.toThrow();
  }, 120_000);
});

it('a server that can not start says why', async () => {
  await using server = startServer('/bin/sh', ['-c', 'echo no; exit 3']);
  while (!server.ended) await pause(10);
  expect(server.output()).toBe('no\n');
});

it('no server outlives whoever started it, however that ends', async () => {
  await using folder = await temporaryFolder();
  const pidFile = join(folder.path, 'pid');
  const source = `
    import { startServer } from ${JSON.stringify(new URL('server-process.ts', import.meta.url).href)};
    startServer('/bin/sh', ['-c', 'echo $$ > "$1.new"; mv "$1.new" "$1"; exec sleep 600', 'sh', process.argv[1]]);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', source, pidFile], { stdio: 'ignore' });
  while (!existsSync(pidFile)) await pause(10);
  const pid = Number(await folder.read('pid'));
  expect(isRunning(pid)).toBe(true);
  child.kill('SIGKILL');
  await once(child, 'close');
  while (isRunning(pid)) await pause(10);
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
