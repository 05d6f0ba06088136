import { startFaultProxy, startGitServer, type FaultProxy, type FaultRule, type GitServer, type ServedRepository } from '@image-factory/testkit';
import { cloneOf, type Clone } from './clone.ts';
import { shop, type Files } from './factory.ts';

export const writer = 'ghs_writer0123456789';
export const reader = 'ghs_reader0123456789';

/** A server that has the shop, a proxy before it that does no harm yet, and a clone that goes through the proxy. */
export interface Day extends AsyncDisposable {
  readonly server: GitServer;
  readonly origin: ServedRepository;
  readonly proxy: FaultProxy;
  readonly clone: Clone;
}

/** @param rules - what goes wrong on the way to the server */
export async function aDay(files: Files = shop, rules: readonly FaultRule[] = []): Promise<Day> {
  await using ends = new AsyncDisposableStack();
  const server = ends.use(await startGitServer({ repositories: { 'acme/shop': { files } }, tokens: { [writer]: 'write', [reader]: 'read' } }));
  const origin = server.repository('acme/shop');
  const proxy = ends.use(await startFaultProxy(server.origin, rules, { keepAlive: false }));
  const clone = ends.use(await cloneOf(origin, proxy.through(origin.url)));
  const kept = ends.move();
  return { server, origin, proxy, clone, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** Commits of ours on a branch, newest first. */
export async function commitsOfOurs(origin: ServedRepository, branch?: string): Promise<string[]> {
  const log = await origin.log(branch);
  return log.filter(({ author }) => author === 'Image Factory Bot').map(({ commit }) => commit);
}

/** The first question of a push. */
export const asksToPush = 'service=git-receive-pack';
/** The push itself. */
export const pushes = { method: 'POST', path: '/git-receive-pack' } as const;
