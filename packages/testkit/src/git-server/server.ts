import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { temporaryFolder } from '../temporary.ts';
import { identify, refuse, type Access, type Grant, type Refusal, type Service } from './access.ts';
import { findBackend, startBackend } from './backend.ts';
import { createBareRepository } from './create-repository.ts';
import { killGroup } from './kill-group.ts';
import { listenOnLoopback } from './loopback.ts';
import { openRepository, type Entries, type ServedRepository } from './repository.ts';
import { wordings, type Forge } from './wording.ts';

export interface RepositorySeed {
  /** What the first commit holds; without files the repository is empty. */
  readonly files?: Entries;
  /** Default: `main`. */
  readonly branch?: string;
  /** What somebody without a token may do. Default: `none`, and `write` on a server that has no tokens at all. */
  readonly anonymous?: Access;
}

export interface GitServerOptions {
  /** By slug, for example `acme/factory`. */
  readonly repositories: Readonly<Record<string, RepositorySeed>>;
  readonly tokens?: Readonly<Record<string, Grant>>;
  /** Whose words it uses for refusals. Default: `github`. */
  readonly forge?: Forge;
}

export interface GitServer extends AsyncDisposable {
  readonly origin: string;
  /** @throws RangeError when there is no such repository */
  repository(slug: string): ServedRepository;
  /** Shorthand for `repository(slug).protect(branch)`. */
  protect(slug: string, branch: string): Promise<void>;
  /** From now on the token may do this; without a grant it is worth nothing any more, as after its expiry. */
  grant(token: string, grant?: Grant): void;
}

interface Served {
  readonly repository: ServedRepository;
  readonly anonymous: Access;
}

interface Asked {
  readonly slug: string;
  readonly service: Service;
  /** What follows the slug, for example `/info/refs`. */
  readonly rest: string;
  readonly query: string;
}

/**
 * Real git over smart HTTP: bare repositories in a temporary folder behind `git http-backend`, reachable on 127.0.0.1 alone.
 * Partial fetches, protocol 2, compressed and chunked bodies and hooks are git's own; who may what is decided here.
 */
export async function startGitServer({ repositories, tokens, forge = 'github' }: GitServerOptions): Promise<GitServer> {
  await using ends = new AsyncDisposableStack();
  const folder = ends.use(await temporaryFolder());
  const served = new Map<string, Served>();
  const grants = new Map<string, Grant>(Object.entries(tokens ?? {}));
  const wording = wordings[forge];
  const program = await findBackend();
  const backends = new Set<ChildProcess>();
  ends.defer(() => endAll(backends));
  const { origin } = ends.use(await listenOnLoopback(handle));

  function handle(request: IncomingMessage, response: ServerResponse): void {
    const asked = parseRequest(request);
    if (asked === undefined) return sendRefusal(response, { status: 404, text: 'Not found.' });
    const caller = identify(request.headers.authorization, grants);
    const refusal = refuse({ caller, slug: asked.slug, service: asked.service, anonymous: served.get(asked.slug)?.anonymous }, wording);
    if (refusal !== undefined) return sendRefusal(response, refusal);
    const child = startBackend(
      { program, root: folder.path, path: `/${asked.slug}.git${asked.rest}`, query: asked.query },
      request,
      response,
    );
    backends.add(child);
    child.once('close', () => backends.delete(child));
  }

  async function add(slug: string, { files, branch = 'main', anonymous }: RepositorySeed): Promise<void> {
    const path = join(folder.path, `${slug}.git`);
    await createBareRepository(path, branch);
    const repository = openRepository({ path, url: `${origin}/${slug}.git`, branch, wording });
    if (files !== undefined) await repository.commit(files, { message: 'first' });
    served.set(slug, { repository, anonymous: anonymous ?? (tokens === undefined ? 'write' : 'none') });
  }

  function repository(slug: string): ServedRepository {
    const found = served.get(slug);
    if (found === undefined) throw new RangeError(`There is no repository ${slug}.`);
    return found.repository;
  }

  await Promise.all(Object.entries(repositories).map(([slug, seed]) => add(slug, seed)));
  const kept = ends.move();
  return {
    origin,
    repository,
    protect: (slug, branch) => repository(slug).protect(branch),
    grant(token, grant) {
      if (grant === undefined) grants.delete(token);
      else grants.set(token, grant);
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** The three requests of smart HTTP; `.git` may be left out. */
function parseRequest({ url = '/' }: IncomingMessage): Asked | undefined {
  const [, slug, rest, query = ''] =
    /^\/([\w.-]+\/[\w.-]+?)(?:\.git)?(\/info\/refs|\/git-upload-pack|\/git-receive-pack)(?:\?(.*))?$/.exec(url) ?? [];
  if (slug === undefined || rest === undefined || slug.includes('..')) return undefined;
  const service = rest === '/info/refs' ? new URLSearchParams(query).get('service') : rest.slice(1);
  if (service !== 'git-upload-pack' && service !== 'git-receive-pack') return undefined;
  return { slug, service, rest, query };
}

/** git shows text/plain and nothing else. */
function sendRefusal(response: ServerResponse, { status, text }: Refusal): void {
  if (status === 401) response.setHeader('WWW-Authenticate', 'Basic realm="Git"');
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
}

async function endAll(backends: ReadonlySet<ChildProcess>): Promise<void> {
  await Promise.all(
    [...backends].map(async (child) => {
      const closed = once(child, 'close');
      killGroup(child);
      await closed;
    }),
  );
}
