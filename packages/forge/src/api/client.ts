import type { RepoSlug } from '@image-factory/core/enrollment';
import { ApiError, explainFailure } from './failure.ts';
import type { Resource } from './http.ts';
import { isUsedUp, renewalOf, type Headers } from './limits.ts';
import { systemPace, type Pace } from './pace.ts';
import { createClient, type Client } from './rest.ts';
import { createWriteBucket, type WriteBucket } from './write-bucket.ts';

export type { Client } from './rest.ts';

export interface ApiOptions {
  readonly repository: RepoSlug;
  /** A function is asked for the first request, and once more when the token it gave is not good any more. */
  readonly token: string | (() => Promise<string>);
  /** For GitHub Enterprise Server: `https://HOST/api/v3`. */
  readonly apiUrl?: string;
  readonly pace?: Pace;
  /** Shared by everything that works with the same token; default: one of its own. */
  readonly writes?: WriteBucket;
  /** Milliseconds after which a request is given up. */
  readonly timeoutMs?: number;
  /** Milliseconds that reading waits at most when it is asked to slow down. */
  readonly patienceMs?: number;
}

/** The API of one repository. Everything that fails is an {@link ApiError}. */
export interface Api {
  readonly owner: string;
  readonly repo: string;
  readonly pace: Pace;
  /** Asks what changes nothing, and asks again while that may help. */
  read<T>(ask: (client: Client) => Promise<T>): Promise<T>;
  /** Asks once. */
  readOnce<T>(ask: (client: Client) => Promise<T>): Promise<T>;
  /** Has something changed, once, when it is its turn. */
  write<T>(ask: (client: Client) => Promise<T>): Promise<T>;
}

const mostReads = 5;
const publicApi = 'https://api.github.com';

export function createApi(options: ApiOptions): Api {
  const { repository, pace = systemPace, writes = createWriteBucket({ pace }), patienceMs = 5 * 60_000 } = options;
  const [owner = '', repo = ''] = repository.split('/');
  const session = createSession(options, pace);

  async function readOnce<T>(ask: (client: Client) => Promise<T>): Promise<T> {
    return session.attempt(ask);
  }

  async function read<T>(ask: (client: Client) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await session.attempt(ask);
      } catch (error) {
        const pauseMs = error instanceof ApiError && tries < mostReads ? pauseOf(error, tries, pace) : undefined;
        if (pauseMs === undefined || pauseMs > patienceMs) throw error;
        await pace.sleep(pauseMs);
      }
    }
  }

  return {
    owner,
    repo,
    pace,
    read,
    readOnce,
    async write(ask) {
      await writes.turn();
      return session.attempt(ask);
    },
  };
}

function pauseOf({ failure }: ApiError, tries: number, pace: Pace): number | undefined {
  if (failure.kind === 'refused') return undefined;
  const backOff = (0.5 + pace.random() / 2) * 250 * 2 ** tries;
  return failure.kind === 'wait' ? failure.afterMs + backOff : backOff;
}

interface Session {
  attempt<T>(ask: (client: Client) => Promise<T>): Promise<T>;
}

/** Keeps the client of the token that is good now, and what is left of the limits. */
function createSession({ token, apiUrl, timeoutMs = 60_000 }: ApiOptions, pace: Pace): Session {
  const secrets = new Set<string>();
  const openAgain = new Map<Resource, number>();
  let current: Promise<Client> | undefined;

  async function connect(): Promise<Client> {
    const secret = typeof token === 'string' ? token : await token();
    secrets.add(secret);
    openAgain.clear(); // another token has limits of its own
    return createClient({
      token: secret,
      apiUrl: (apiUrl ?? publicApi).replace(/\/+$/, ''),
      timeoutMs,
      before: checkLeft,
      after: noteLeft,
    });
  }

  /** Asking on when nothing is left only makes GitHub wait longer. */
  function checkLeft(resource: Resource): void {
    const afterMs = (openAgain.get(resource) ?? 0) - pace.elapsed();
    if (afterMs > 0) throw new ApiError({ kind: 'wait', why: "nothing is left of GitHub's limit", afterMs });
  }

  function noteLeft(resource: Resource, headers: Headers): void {
    if (isUsedUp(headers)) openAgain.set(resource, pace.elapsed() + renewalOf(headers));
  }

  function client(): Promise<Client> {
    current ??= connect();
    return current;
  }

  async function attempt<T>(ask: (client: Client) => Promise<T>): Promise<T> {
    const mine = client();
    try {
      return await ask(await mine);
    } catch (error) {
      if (typeof token === 'string' || !isExpired(error)) throw toApiError(error);
      // Of many that find out at once, the first gets the new one.
      if (current === mine) current = undefined;
    }
    try {
      return await ask(await client());
    } catch (error) {
      throw toApiError(error);
    }
  }

  function toApiError(error: unknown): unknown {
    const failure = explainFailure(error, secrets);
    return failure === undefined ? error : new ApiError(failure);
  }

  return { attempt };
}

function isExpired(error: unknown): boolean {
  return error instanceof Error && 'status' in error && error.status === 401;
}
