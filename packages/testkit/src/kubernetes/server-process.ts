import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** A server that runs until its scope ends. */
export interface ServerProcess extends AsyncDisposable {
  readonly ended: boolean;
  /** The end of what it said, for when something is wrong. */
  output(): string;
}

const mostKept = 8000;

/**
 * A shell between us and the server, which ends it when its own input ends: however we come to an end, and be it that
 * somebody kills us, no server stays behind.
 */
const guard = 'exec 3<&0; "$@" & server=$!; { cat <&3 >/dev/null; kill -9 "$server"; } 2>/dev/null & wait "$server"';

/** Starts a program that goes on until it is stopped. Of our own environment it gets the PATH alone. */
export function startServer(program: string, args: readonly string[]): ServerProcess {
  const child = spawn('/bin/sh', ['-c', guard, 'sh', program, ...args], {
    env: { PATH: process.env['PATH'] ?? '' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let said = '';
  const keep = (chunk: Buffer): void => {
    said = (said + chunk.toString('utf8')).slice(-mostKept);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  child.stdin.on('error', () => {}); // it may have ended already
  child.on('error', ({ message }) => keep(Buffer.from(message)));
  const closed = once(child, 'close').catch(() => undefined);
  return {
    get ended() {
      return child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
    },
    output: () => said,
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await closed;
    },
  };
}
