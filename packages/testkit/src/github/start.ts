import type { IncomingMessage, ServerResponse } from 'node:http';
import { listenOnLoopback } from '../git-server/loopback.ts';
import { temporaryFolder } from '../temporary.ts';
import { createFaultQueue, type Fault } from './faults.ts';
import { isGitRequest, openBackend, serveGit } from './git-http.ts';
import type { GitHubOptions } from './options.ts';
import { openHandle, type RepositoryHandle } from './repository-handle.ts';
import { createSchemaCheck } from './schema/check.ts';
import { loadDescription } from './schema/description.ts';
import { seedRepositories } from './seed.ts';
import { serveApi, type RecordedRequest } from './serve.ts';
import { createTokenTable } from './tokens.ts';
import { findRepository, type World } from './world.ts';

/** GitHub on a port of this machine, over real repositories. */
export interface GitHub extends AsyncDisposable {
  /** Base of the REST API, as in `GITHUB_API_URL`. */
  readonly url: string;
  readonly graphqlUrl: string;
  /** As in `GITHUB_SERVER_URL`. */
  readonly serverUrl: string;
  /** Whether requests are checked against GitHub's description of REST. Queries always are. */
  readonly isChecked: boolean;
  readonly requests: readonly RecordedRequest[];
  /** Requests that are no mere reading: all but GET, and mutations. */
  readonly writes: number;
  /** What will go wrong; the first that fits is taken. */
  readonly faults: Fault[];
  /**
   * What was not as GitHub says: by the client, or by the stand-in itself. The end of the scope fails when there are any;
   * a test that means them takes them out.
   */
  readonly violations: string[];
  gitUrl(slug: string): string;
  /** @throws RangeError when there is no such repository */
  repository(slug: string): RepositoryHandle;
}

/**
 * Starts a stand-in for GitHub whose repositories are bare git repositories: REST, GraphQL and git see the same commits.
 *
 * @throws Error in CI when GitHub's description of its API is missing, for then nothing would be checked
 */
export async function startGitHub(options: GitHubOptions): Promise<GitHub> {
  await using ends = new AsyncDisposableStack();
  const folder = ends.use(await temporaryFolder());
  const { now = () => new Date(), mode = 'github.com', onDispatch = () => {}, teams = {} } = options;
  const backend = ends.use(await openBackend(folder.path));
  let ids = 0;
  const nextId = (): number => (ids += 1);
  const repositories = await seedRepositories(options.repositories, { folder: folder.path, now, nextId });
  const tokens = createTokenTable(options, now);
  const check = openCheck();
  const faults = createFaultQueue();
  const requests: RecordedRequest[] = [];
  const violations: string[] = [];

  const server = ends.use(await listenOnLoopback((request, response) => listen(request, response)));
  const prefixes = mode === 'github.com' ? { rest: '', graphql: '/graphql' } : { rest: '/api/v3', graphql: '/api/graphql' };
  const urls = { api: server.origin + prefixes.rest, web: server.origin };
  const world: World = { mode, urls, repositories, tokens, teams, now, nextId, onDispatch };
  const serve = serveApi({ world, check, faults, requests, violations }, prefixes);

  function listen(request: IncomingMessage, response: ServerResponse): void {
    if (isGitRequest(request)) serveGit(world, backend, request, response);
    else serve(request, response);
  }

  const kept = ends.move();
  return {
    url: urls.api,
    graphqlUrl: server.origin + prefixes.graphql,
    serverUrl: server.origin,
    isChecked: check !== undefined,
    requests,
    get writes() {
      return requests.filter(({ method, path, body }) => (path === '/graphql' ? /\bmutation\b/.test(body) : method !== 'GET')).length;
    },
    faults: faults.pending,
    violations,
    gitUrl: (slug) => `${server.origin}/${slug}.git`,
    repository(slug) {
      const found = findRepository(world, slug);
      if (found === undefined) throw new RangeError(`There is no repository ${slug}.`);
      return openHandle(world, found);
    },
    async [Symbol.asyncDispose]() {
      await kept.disposeAsync();
      if (violations.length > 0)
        throw new Error(`What was asked of GitHub, or answered for it, is not as it says:\n${violations.join('\n')}`);
    },
  };
}

function openCheck(): ReturnType<typeof createSchemaCheck> | undefined {
  const description = loadDescription();
  if (description !== undefined) return createSchemaCheck(description);
  if (process.env['CI'])
    throw new Error("GitHub's description of its API is not beside the PATH; CI requires it (.ci/tools downloads it).");
  return undefined;
}
