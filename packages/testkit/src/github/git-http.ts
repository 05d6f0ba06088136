import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { findBackend, startBackend } from '../git-server/backend.ts';
import { killGroup } from '../git-server/kill-group.ts';
import { reaches, grants } from './access.ts';
import { Refusal } from './answer.ts';
import type { Caller } from './tokens.ts';
import { findRepository, type Repository, type World } from './world.ts';

const service = /^\/([\w.-]+\/[\w.-]+?)(?:\.git)?(\/info\/refs|\/git-upload-pack|\/git-receive-pack)$/;

/** Whether a request is git's own, and not of the API. */
export function isGitRequest({ url = '/' }: Pick<IncomingMessage, 'url'>): boolean {
  return service.test(url.replace(/\?.*$/s, ''));
}

/** Git's own server over a folder of repositories. */
export interface Backend extends AsyncDisposable {
  start(asked: { readonly path: string; readonly query: string }, request: IncomingMessage, response: ServerResponse): void;
}

/** At its end what still runs is ended. */
export async function openBackend(root: string): Promise<Backend> {
  const program = await findBackend();
  const running = new Set<ChildProcess>();
  return {
    start(asked, request, response) {
      const child = startBackend({ program, root, ...asked }, request, response);
      running.add(child);
      child.once('close', () => running.delete(child));
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(
        [...running].map(async (child) => {
          const closed = once(child, 'close');
          killGroup(child);
          await closed;
        }),
      );
    },
  };
}

/** Smart HTTP over the same repositories, for the same tokens. */
export function serveGit(world: World, backend: Backend, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', world.urls.web);
  const [, slug = '', rest = ''] = service.exec(url.pathname) ?? [];
  const repository = findRepository(world, slug);
  const isPush = (url.searchParams.get('service') ?? rest.slice(1)) === 'git-receive-pack';
  const refusal = refuse(identify(world, request), repository, isPush);
  if (refusal !== undefined || repository === undefined) {
    const [status, text] = refusal ?? [404, 'Repository not found.'];
    response.writeHead(status, {
      'content-type': 'text/plain; charset=utf-8',
      ...(status === 401 ? { 'www-authenticate': 'Basic realm="GitHub"' } : {}),
    });
    response.end(`${text}\n`);
    return;
  }
  backend.start({ path: `/${repository.slug}.git${rest}`, query: url.search.slice(1) }, request, response);
}

function identify({ tokens }: World, { headers }: IncomingMessage): Caller | undefined {
  try {
    return tokens.identify(headers.authorization);
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

/** In GitHub's order: a bad token before everything, and what may not be read is not found. */
function refuse(caller: Caller | undefined, repository: Repository | undefined, isPush: boolean): readonly [number, string] | undefined {
  if (caller === undefined || caller.kind === 'app') return [401, 'Invalid username or token.'];
  if (caller.kind === 'anonymous') return repository?.private === false && !isPush ? undefined : [401, 'No anonymous access.'];
  if (repository === undefined) return [404, 'Repository not found.'];
  const { actor } = caller;
  const isIn = reaches(actor, repository);
  if (repository.private && !(isIn && grants(actor, 'contents:read'))) return [404, 'Repository not found.'];
  return !isPush || (isIn && grants(actor, 'contents:write'))
    ? undefined
    : [403, `Permission to ${repository.slug}.git denied to ${actor.login}.`];
}
