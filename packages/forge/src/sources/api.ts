import type { BranchName } from '@image-factory/core/enrollment';
import { setTimeout as sleep } from 'node:timers/promises';
import { request, type NoReply, type Reply } from './request.ts';
import type { RemoteRepository, TokenFor, Unreachable } from './remote.ts';
import { isLimited, mayPass, waitAskedFor } from './wait.ts';

export interface ApiOptions {
  readonly tokenFor?: TokenFor;
  /** Milliseconds for one request. Default: 30,000. */
  readonly timeoutMs?: number;
  /** How often something that may go better in a moment is tried again. Default: 2. */
  readonly retries?: number;
  /** The longest wait that a server is granted, in milliseconds; one that asks for more is not asked again. Default: 30,000. */
  readonly longestWaitMs?: number;
  readonly pause?: (ms: number) => Promise<unknown>;
  readonly now?: () => Date;
}

export interface Question {
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly maxBytes: number;
}

/** What the caller has to make sense of: only the statuses 200, 304, 404 and 422 come back. */
type Asked = (Reply & { readonly hadToken: boolean }) | { readonly kind: 'too-large' } | Unreachable;

/** Asks about one repository. */
export type Ask = (repository: RemoteRepository, question: Question) => Promise<Asked>;

/** How a forge wants to be shown a token. */
export type ShowToken = (token: string) => Readonly<Record<string, string>>;

/**
 * The conversation with the API of a forge. What may pass is asked again, never before the server wants it; a token that was
 * refused is asked for anew, once.
 */
export function createApi(options: ApiOptions, showToken: ShowToken): Ask {
  const {
    tokenFor = async () => undefined,
    timeoutMs = 30_000,
    retries = 2,
    longestWaitMs = 30_000,
    pause = sleep,
    now = () => new Date(),
  } = options;

  async function askPatiently(question: Question, token: string | undefined): Promise<Reply | NoReply> {
    const { url, maxBytes, headers = {} } = question;
    const all = { 'user-agent': 'image-factory', ...headers, ...(token === undefined ? {} : showToken(token)) };
    for (let tries = 0; ; tries += 1) {
      const reply = await request(url, { headers: all, timeoutMs, maxBytes });
      if (!mayPass(reply) || tries >= retries) return reply;
      const wait = (reply.kind !== 'reply' ? undefined : waitAskedFor(reply.headers, now().getTime())) ?? Math.random() * 500 * 2 ** tries;
      if (wait > longestWaitMs) return reply;
      await pause(wait);
    }
  }

  return async (repository, question) => {
    const { host, slug } = repository;
    let token: string | undefined;
    let reply: Reply | NoReply;
    try {
      token = await tokenFor(host, slug);
      reply = await askPatiently(question, token);
      if (reply.kind === 'reply' && reply.status === 401 && token !== undefined) {
        const fresh = await tokenFor(host, slug, { fresh: true });
        if (fresh !== undefined && fresh !== token) reply = await askPatiently(question, fresh);
      }
    } catch (error) {
      return noToken(repository, error);
    }
    return judge(repository, reply, token !== undefined);
  };
}

const understood: readonly number[] = [200, 304, 404, 422];

function judge(repository: RemoteRepository, reply: Reply | NoReply, hadToken: boolean): Asked {
  const { host, slug } = repository;
  if (reply.kind !== 'reply') return judgeSilence(host, reply.kind);
  const { status } = reply;
  if (understood.includes(status)) return { ...reply, hadToken };
  if (isLimited(reply)) return down(host, `${host} asks to be asked less often`);
  if (status >= 500) return down(host, `${host} answered with an error (${status})`);
  if (status === 401 || status === 403) return notFound(repository, hadToken);
  return status >= 300 && status < 400
    ? refused(`${slug} is no longer at this place on ${host}`, 'It was renamed or moved: correct `source.repo`.')
    : refused(`${host} refused to read ${slug} (${status})`, 'Run again later. If it stays so, look at the status page of the host.');
}

function judgeSilence(host: string, kind: NoReply['kind']): Asked {
  if (kind === 'too-large') return { kind };
  return down(host, kind === 'timeout' ? `${host} did not answer in time` : `${host} could not be reached`);
}

function refused(reason: string, hint: string): Unreachable {
  return { kind: 'unreachable', concerns: 'repository', reason, hint };
}

function down(host: string, reason: string): Unreachable {
  return { kind: 'unreachable', concerns: 'host', reason, hint: `Run again later; ${host} may be down, or asks to be asked less often.` };
}

/** A forge does not tell what is not there from what may not be seen. */
export function notFound({ provider, host, slug }: RemoteRepository, hadToken: boolean): Unreachable {
  const right = provider === 'github' ? '`contents: read`' : '`read_api`';
  const reason = hadToken
    ? `${slug} was not found on ${host}, or the token may not read it`
    : `${slug} was not found on ${host}, or may not be read without a token`;
  return refused(reason, `Correct \`source.repo\`, or give a token with ${right} on ${slug}.`);
}

export function noBranch({ host, slug }: RemoteRepository, branch: BranchName): Unreachable {
  return refused(`${slug} on ${host} has no branch ${branch}`, 'Correct `source.branch`.');
}

/** An answer that no forge gives; nothing is concluded from it. */
export function strange({ host, slug }: RemoteRepository): Unreachable {
  return refused(`${host} gave an answer about ${slug} that can not be used`, 'Read this repository by git instead.');
}

function noToken({ host, slug }: RemoteRepository, error: unknown): Unreachable {
  const why = error instanceof Error ? error.message : 'unknown error';
  return refused(
    `no token could be had for ${slug} on ${host} (${why})`,
    `The GitHub App must be installed on ${slug} with \`contents: read\`.`,
  );
}
