import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { credentials, protocolsFor } from '../git/credentials.ts';
import { GitError } from '../git/git-error.ts';
import { git } from '../git/git.ts';
import { addressOf } from './address.ts';
import { explainFailure, type Failure } from './explain-failure.ts';
import { watchGrowth } from './watch-growth.ts';
import type { RemoteRepository, TokenFor, Unreachable } from './remote.ts';

export interface TalkOptions {
  readonly repository: RemoteRepository;
  /** The bare repository's folder. */
  readonly folder: string;
  readonly tokenFor: TokenFor;
  readonly timeoutMs: number;
  readonly retries: number;
  readonly pause: (ms: number) => Promise<unknown>;
}

interface Wish {
  readonly args: readonly string[];
  readonly input?: string;
  /** How much the command may fetch, in bytes. */
  readonly maxFetched: number;
}

type Reply = { readonly kind: 'said'; readonly text: string } | { readonly kind: 'no-such-commit' } | Unreachable;

/** Runs a command of git that talks to the remote. */
export type Talk = (wish: Wish) => Promise<Reply>;

const mostLocks = 8;

/** What was fetched before may be damaged: begin anew. */
export class BrokenError extends Error {
  override readonly name = 'BrokenError';
  readonly answer: Unreachable;

  constructor(answer: Unreachable) {
    super(answer.reason);
    this.answer = answer;
  }
}

/**
 * The conversation with one remote repository. What may go better in a moment is tried again, at most `retries` times; a
 * token that was refused is asked for anew, once. Tokens are in the environment of the command and nowhere else.
 */
export function createTalk({ repository, folder, tokenFor, timeoutMs, retries, pause }: TalkOptions): Talk {
  const address = addressOf(repository);
  // Whoever named this folder chose it. A server that falls silent is left before the command is killed.
  const settings = {
    'safe.directory': realpathSync(folder),
    'http.lowSpeedLimit': '1',
    'http.lowSpeedTime': String(Math.max(1, Math.floor((timeoutMs * 0.8) / 1000))),
    'core.bigFileThreshold': '1m', // what is larger is not held in memory
    'fetch.negotiationAlgorithm': 'noop',
  };
  const common = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);

  async function once(
    { args, input = '', maxFetched }: Wish,
    token: string | undefined,
  ): Promise<Extract<Reply, { kind: 'said' }> | Failure> {
    using growth = watchGrowth(folder, maxFetched);
    try {
      // Without the folder git would take a repository around it for the one that is meant.
      const env = { ...credentials(token), GIT_ALLOW_PROTOCOL: protocolsFor(address), GIT_DIR: join(folder, '.git') };
      const output = await git([...common, ...args], { cwd: folder, env, input, timeoutMs, maxBytes: 1024 * 1024, signal: growth.signal });
      return { kind: 'said', text: output.toString('utf8') };
    } catch (error) {
      if (error instanceof GitError) return explainFailure(error, repository, token !== undefined);
      throw error;
    }
  }

  return async (wish) => {
    const ask = askFor(tokenFor, repository);
    let token = await ask();
    let [tries, locks, renewals] = [0, 0, 0];
    for (;;) {
      if (typeof token === 'object') return token;
      const result = await once(wish, token);
      if (result.kind === 'said') return result;
      if (result.kind === 'no-such-commit') return { kind: result.kind };
      if (result.kind === 'broken') throw new BrokenError(result.answer);
      if (result.kind === 'denied' && token !== undefined && renewals++ === 0) {
        const fresh = await ask({ fresh: true });
        if (fresh === token || fresh === undefined) return result.answer;
        token = fresh;
      } else if (result.kind === 'later' && tries < retries) await pause(Math.random() * 500 * 2 ** tries++);
      else if (result.kind === 'locked' && locks < mostLocks) await pause(Math.random() * 100 * 2 ** locks++);
      else return result.answer;
    }
  };
}

type Ask = (options?: { readonly fresh: boolean }) => Promise<string | undefined | Unreachable>;

/** Without a token nothing is asked: an answer to nobody would be about what everybody may see. */
function askFor(tokenFor: TokenFor, { host, slug }: RemoteRepository): Ask {
  return async (options) => {
    try {
      return await tokenFor(host, slug, options);
    } catch (error) {
      const why = error instanceof Error ? error.message : 'unknown error';
      return {
        kind: 'unreachable',
        concerns: 'repository',
        reason: `no token could be had for ${slug} on ${host} (${why})`,
        hint: `The GitHub App must be installed on ${slug} with \`contents: read\`.`,
      };
    }
  };
}
