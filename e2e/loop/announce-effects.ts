// Loaded ahead of the command line: its process announces all that others see of it, which is every push and every request
// that changes something at a forge. What it writes into its own clone ends with the job. Pauses take no time.
import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';
import { announcePoint } from '@image-factory/testkit';

const processes = process.getBuiltinModule('node:child_process');
const timers = process.getBuiltinModule('node:timers/promises');
const { spawn } = processes;
const ask = globalThis.fetch;

/** A push is announced before it begins, while it is on its way, and when it has ended. */
function spawnAnnounced(file: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  if (!args.includes('push')) return spawn(file, args, options);
  announcePoint('before:push');
  const child = spawn(file, args, options);
  announcePoint('during:push');
  child.once('close', () => announcePoint('after:push'));
  return child;
}

/** A request is announced before it is sent, and when its answer is there and nobody has read it yet. */
async function fetchAnnounced(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const method = init?.method ?? (input instanceof Request ? input.method : 'GET');
  if (method === 'GET' || method === 'HEAD') return ask(input, init);
  announcePoint(`before:${method}`);
  try {
    return await ask(input, init);
  } finally {
    announcePoint(`after:${method}`);
  }
}

Object.assign(processes, { spawn: spawnAnnounced });
Object.assign(timers, { setTimeout: async () => {} });
Object.assign(globalThis, { fetch: fetchAnnounced });
syncBuiltinESMExports();
