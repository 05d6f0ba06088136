import type { Answer } from '../answer.ts';
import { notFound } from '../answer.ts';
import type { Need } from '../access.ts';
import type { Caller } from '../tokens.ts';
import { findRepository, type Repository, type World } from '../world.ts';

export type Body = Readonly<Record<string, unknown>>;

/** A request that reached a route and may do what it asks for. */
export interface Exchange {
  readonly world: World;
  readonly caller: Caller;
  /** What stood in the path's braces, decoded. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly accept: string;
  /** As asked for in `x-github-api-version`. */
  readonly version: string | undefined;
  /** As the client sent it: an object, or empty. */
  readonly body: Body;
  /** Length of the body as it was sent, in characters. */
  readonly bodyLength: number;
}

export interface RepositoryExchange extends Exchange {
  readonly repository: Repository;
}

/** A route outside of any repository. */
export interface GlobalRoute {
  readonly kind: 'global';
  /** Method and path as in GitHub's description: `GET /rate_limit`. */
  readonly operation: string;
  readonly answer: (exchange: Exchange) => Promise<Answer> | Answer;
}

/** A route below `/repos/{owner}/{repo}`. */
export interface RepositoryRoute {
  readonly kind: 'repository';
  readonly operation: string;
  /** Permissions of which one is enough. */
  readonly needs: readonly Need[];
  readonly answer: (exchange: RepositoryExchange) => Promise<Answer> | Answer;
}

export type Route = GlobalRoute | RepositoryRoute;

export function route(operation: string, needs: readonly Need[], answer: RepositoryRoute['answer']): RepositoryRoute {
  const [method = '', path = ''] = operation.split(' ');
  return { kind: 'repository', operation: `${method} /repos/{owner}/{repo}${path}`, needs, answer };
}

export function repositoryOf(world: World, path: Readonly<Record<string, string>>): Repository {
  const repository = findRepository(world, `${path['owner']}/${path['repo']}`);
  if (repository === undefined) throw notFound();
  return repository;
}

/** A text in the body; the schema has said that it is one. */
export function textOf(body: Body, name: string): string | undefined {
  const value = body[name];
  return typeof value === 'string' ? value : undefined;
}

export function loginOf(caller: Caller): string {
  return caller.kind === 'token' ? caller.actor.login : 'ghost';
}
