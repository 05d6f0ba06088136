import type { Host, RepoSlug } from '@image-factory/core/enrollment';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAppToken, type App } from './app-token.ts';
import { defaultApiUrl, type ApiUrl } from './github-questions.ts';
import { parseJson, textField } from './json.ts';
import type { TokenFor } from './remote.ts';
import { request } from './request.ts';
import { mayPass, waitAskedFor } from './wait.ts';

export interface InstallationTokensOptions {
  readonly app: App;
  /** The number of the App's installation that reaches a repository; undefined where there is none. */
  readonly installationOf: (host: Host, slug: RepoSlug) => number | undefined;
  readonly apiUrl?: ApiUrl;
  /** What tokens may do. Default: read contents. */
  readonly permissions?: Readonly<Record<string, 'read' | 'write'>>;
  /** Called with each new token before it is used, so that logs can hide it. */
  readonly onToken?: (token: string) => void;
  readonly now?: () => Date;
  readonly timeoutMs?: number;
  readonly pause?: (ms: number) => Promise<unknown>;
}

interface Minted {
  readonly token: Promise<string>;
  readonly at: number;
}

/** GitHub gives them for an hour. */
const renewAfterMs = 50 * 60_000;
const justNowMs = 10_000;
const tries = 3;
const longestWaitMs = 30_000;

/**
 * Tokens of a GitHub App, each narrowed to one repository and to reading its contents: what one of them could do in the wrong
 * hands is little. They are made when first needed, kept in memory alone, and renewed ten minutes before their end.
 *
 * @throws Error from the given function, when GitHub gives none; a clause that holds no credential
 */
export function createInstallationTokens(options: InstallationTokensOptions): TokenFor {
  const { installationOf, now = () => new Date(), onToken = () => {} } = options;
  const minted = new Map<string, Minted>();

  return async (host, slug, { fresh = false } = {}) => {
    const installation = installationOf(host, slug);
    if (installation === undefined) return undefined;
    const key = JSON.stringify([host, slug.toLowerCase()]);
    const known = minted.get(key);
    const at = now().getTime();
    // Who was refused with an older token gets the one that another has just asked for.
    if (known !== undefined && Math.abs(at - known.at) < (fresh ? justNowMs : renewAfterMs)) return known.token;
    const token = mint(options, host, slug, installation);
    minted.set(key, { token, at });
    try {
      onToken(await token);
    } catch (error) {
      minted.delete(key);
      throw error;
    }
    return token;
  };
}

async function mint(options: InstallationTokensOptions, host: Host, slug: RepoSlug, installation: number): Promise<string> {
  const {
    app,
    apiUrl = defaultApiUrl,
    permissions = { contents: 'read' },
    now = () => new Date(),
    timeoutMs = 30_000,
    pause = sleep,
  } = options;
  const url = addressOf(apiUrl(host), installation);
  const body = JSON.stringify({ repositories: [slug.split('/')[1]], permissions });
  for (let tried = 1; ; tried += 1) {
    const headers = {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${createAppToken(app, now())}`,
      'content-type': 'application/json',
      'user-agent': 'image-factory',
      'x-github-api-version': '2022-11-28',
    };
    const reply = await request(url, { method: 'POST', headers, body, timeoutMs, maxBytes: 128 * 1024 });
    if (mayPass(reply) && tried < tries) {
      const wait = (reply.kind === 'reply' ? waitAskedFor(reply.headers, now().getTime()) : undefined) ?? Math.random() * 500 * 2 ** tried;
      if (wait <= longestWaitMs) {
        await pause(wait);
        continue;
      }
    }
    if (reply.kind !== 'reply') throw new Error(`${host} could not be reached`);
    const token = reply.status === 201 ? textField(parseJson(reply.bytes), 'token') : undefined;
    if (token === undefined) throw new Error(refusal(reply.status, installation));
    return token;
  }
}

function addressOf(base: string, installation: number): URL {
  const address = [base, 'app/installations', installation, 'access_tokens'].join('/');
  return new URL(address);
}

function refusal(status: number, installation: number): string {
  if (status === 401) return 'GitHub did not accept the key of the App; look at its id, its private key, and the clock';
  if (status === 404) return `the App has no installation ${installation}`;
  if (status === 422) return `the installation ${installation} does not reach the repository, or may not read contents`;
  return `GitHub answered ${status} when asked for a token`;
}
