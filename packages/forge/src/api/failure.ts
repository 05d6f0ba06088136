import { HttpError } from './http.ts';
import { waitOf } from './limits.ts';
import { GraphqlError } from './rest.ts';

/** Why a request came to nothing. */
export type Failure =
  /** It is asked to slow down: nothing was done. */
  | { readonly kind: 'wait'; readonly why: string; readonly afterMs: number }
  /** There was no connection: nothing was sent. */
  | { readonly kind: 'unsent'; readonly why: string }
  /** The answer is missing, or says nothing: it may have been done or not. */
  | { readonly kind: 'lost'; readonly why: string }
  | {
      readonly kind: 'refused';
      /** 200 for what a query was answered. */
      readonly status: number;
      /** Of errors of a query, for example `STALE_DATA`. */
      readonly types: readonly string[];
      readonly said: string;
      /** Permissions as GitHub names them: `contents=write`. */
      readonly needs?: string;
    };

/** A request to GitHub that came to nothing. Its text holds no credential. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.kind === 'refused' ? `GitHub refused (${failure.status}): ${failure.said}` : `GitHub gave no answer: ${failure.why}`);
    this.failure = failure;
  }
}

/**
 * @param secrets - what must not be seen in the texts
 * @returns undefined for an error that has nothing to do with GitHub
 */
export function explainFailure(error: unknown, secrets: Iterable<string>): Failure | undefined {
  if (error instanceof ApiError) return error.failure;
  if (!(error instanceof Error)) return undefined;
  const said = clean(error.message, secrets);
  if (error instanceof GraphqlError) return explainQuery(error, secrets);
  if (!(error instanceof HttpError)) return undefined;
  if (error.response === undefined) return explainConnection(error, said);
  const { headers } = error.response;
  const afterMs = waitOf(error.status, said, headers);
  if (afterMs !== undefined) return { kind: 'wait', why: 'GitHub asks to slow down', afterMs };
  if (error.status >= 500 || error.status === 408) return { kind: 'lost', why: `GitHub answered with ${error.status}` };
  const needs = headers['x-accepted-github-permissions'];
  return { kind: 'refused', status: error.status, types: [], said, ...(needs === undefined ? {} : { needs: String(needs) }) };
}

/** Errors of a query come with status 200. */
function explainQuery({ errors, headers }: GraphqlError, secrets: Iterable<string>): Failure {
  const types = errors.flatMap(({ type }) => (type === undefined ? [] : [type]));
  const said = clean(errors.map(({ message }) => message).join(' '), secrets);
  const afterMs = waitOf(types.includes('RATE_LIMITED') ? 429 : 200, said, headers);
  if (afterMs !== undefined) return { kind: 'wait', why: 'GitHub asks to slow down', afterMs };
  // GitHub words it so when a query took too long, or when it fails for a reason of its own.
  if (types.length === 0 && /something went wrong|timeout|timed out/i.test(said))
    return { kind: 'lost', why: 'GitHub could not finish the query' };
  return { kind: 'refused', status: 200, types, said };
}

const neverConnected = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH', 'UND_ERR_CONNECT_TIMEOUT']);

function explainConnection(error: Error, said: string): Failure {
  for (let cause: unknown = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth += 1) {
    if ('code' in cause && typeof cause.code === 'string' && neverConnected.has(cause.code))
      return { kind: 'unsent', why: `GitHub can not be reached (${cause.code})` };
  }
  return { kind: 'lost', why: `the connection to GitHub broke off (${said})` };
}

/** Takes out secrets and what could steer a terminal. */
function clean(text: string, secrets: Iterable<string>): string {
  const longestFirst = [...secrets].filter((secret) => secret !== '').toSorted((a, b) => b.length - a.length);
  const hidden = longestFirst.reduce((rest, secret) => rest.replaceAll(secret, '***'), text);
  return hidden.replaceAll(/\s+/g, ' ').replaceAll(/\p{C}/gu, '').trim().slice(0, 500);
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
