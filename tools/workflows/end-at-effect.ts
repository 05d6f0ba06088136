// Loaded ahead of the actions of a job: the one that starts builds ends itself, as a machine that fails would end it, at the first
// effect that `END_AT` names: `before:push`, `after:push`, `before:dispatch` or `after:dispatch`.
import type { SpawnOptions } from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';

const processes = process.getBuiltinModule('node:child_process');
const { spawn } = processes;
const ask = globalThis.fetch;

function reach(point: string): void {
  if (point === process.env['END_AT']) process.kill(process.pid, 'SIGKILL');
}

function spawnUntil(file: string, args: readonly string[], options: SpawnOptions) {
  if (!args.includes('push')) return spawn(file, args, options);
  reach('before:push');
  const child = spawn(file, args, options);
  child.once('close', () => reach('after:push'));
  return child;
}

async function fetchUntil(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const method = init?.method ?? (input instanceof Request ? input.method : 'GET');
  if (method !== 'POST') return ask(input, init);
  reach('before:dispatch');
  const response = await ask(input, init);
  reach('after:dispatch');
  return response;
}

if (process.argv[1]?.includes('dispatch-rebuild') === true) {
  Object.assign(processes, { spawn: spawnUntil });
  Object.assign(globalThis, { fetch: fetchUntil });
  syncBuiltinESMExports();
}
