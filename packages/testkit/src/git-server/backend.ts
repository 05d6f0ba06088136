import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { join } from 'node:path';
import { bareGit, gitEnvironment } from './bare-git.ts';
import { killGroup } from './kill-group.ts';

export interface BackendRequest {
  /** The program `git-http-backend`. */
  readonly program: string;
  /** The folder that holds the repositories. */
  readonly root: string;
  /** Below `root`, for example `/acme/factory.git/info/refs`. */
  readonly path: string;
  /** What follows the question mark, without it. */
  readonly query: string;
}

/**
 * Where git keeps the program: started by `git` it would be one process more for each request.
 *
 * @throws Error where git was installed without it
 */
export async function findBackend(): Promise<string> {
  const folder = await bareGit('/')(['--exec-path']);
  const program = join(folder.trim(), 'git-http-backend');
  if (!existsSync(program)) throw new Error(`${program} is missing; some systems have it in a package of its own.`);
  return program;
}

/** Starts it for one request and streams both bodies; what the client gets is git's own answer. A group of processes of its own. */
export function startBackend(asked: BackendRequest, request: IncomingMessage, response: ServerResponse): ChildProcess {
  const env = cgiEnvironment(asked, request);
  const child = spawn(asked.program, [], { env, stdio: ['pipe', 'pipe', 'ignore'], detached: true });
  child.once('error', () => response.destroy()); // it could not be started
  child.stdin.on('error', () => {}); // it answers some requests without reading them
  request.pipe(child.stdin);
  request.once('close', () => {
    if (!request.complete) killGroup(child); // half a body is no request
  });
  void answer(child.stdout, response).catch(() => response.destroy());
  return child;
}

/** RFC 3875, as far as http-backend reads it. */
function cgiEnvironment(asked: BackendRequest, request: IncomingMessage): Record<string, string> {
  const { headers, method = 'GET' } = request;
  const optional = {
    CONTENT_TYPE: headers['content-type'],
    CONTENT_LENGTH: headers['content-length'],
    HTTP_CONTENT_ENCODING: headers['content-encoding'],
    GIT_PROTOCOL: headers['git-protocol'],
  };
  return {
    ...gitEnvironment(),
    GIT_PROJECT_ROOT: asked.root,
    GIT_HTTP_EXPORT_ALL: '1',
    PATH_INFO: asked.path,
    QUERY_STRING: asked.query,
    REQUEST_METHOD: method,
    REMOTE_USER: 'git',
    REMOTE_ADDR: '127.0.0.1',
    ...Object.fromEntries(Object.entries(optional).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []))),
  };
}

async function answer(stdout: Readable, response: ServerResponse): Promise<void> {
  let head: Buffer | undefined = Buffer.alloc(0);
  for await (const chunk of stdout as AsyncIterable<Buffer>) {
    if (head === undefined) {
      response.write(chunk);
      continue;
    }
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end === -1) continue;
    writeHead(head.subarray(0, end).toString('latin1'), response);
    response.write(head.subarray(end + 4));
    head = undefined;
  }
  if (head !== undefined) response.writeHead(500);
  response.end();
}

function writeHead(head: string, response: ServerResponse): void {
  let status = 200;
  for (const line of head.split('\r\n')) {
    const [, name = '', value = ''] = /^([^:]+): *(.*)$/.exec(line) ?? [];
    if (name.toLowerCase() === 'status') status = Number(value.split(' ')[0]);
    else response.setHeader(name, value);
  }
  response.writeHead(status);
}
