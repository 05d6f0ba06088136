// Loaded ahead of the command line: its process announces all that others see of it, which is every push and every manifest
// that it puts.
import type { ChildProcess, SpawnOptions } from 'node:child_process';
import type { ClientRequest, RequestOptions } from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import { announcePoint } from '@image-factory/testkit';

const processes = process.getBuiltinModule('node:child_process');
const http = process.getBuiltinModule('node:http');
const { spawn } = processes;
const { request } = http;

/** A push is announced before it begins, while it is on its way, and when it has ended. */
function spawnAnnounced(file: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  if (!args.includes('push')) return spawn(file, args, options);
  announcePoint('before:push');
  const child = spawn(file, args, options);
  announcePoint('during:push');
  child.once('close', () => announcePoint('after:push'));
  return child;
}

/** What is put is announced before it is sent, and when its answer is there and nobody has read it yet. */
function requestAnnounced(url: URL, options: RequestOptions): ClientRequest {
  if (options.method !== 'PUT') return request(url, options);
  announcePoint('before:PUT');
  return request(url, options).prependOnceListener('response', () => announcePoint('after:PUT'));
}

Object.assign(processes, { spawn: spawnAnnounced });
Object.assign(http, { request: requestAnnounced });
syncBuiltinESMExports();
