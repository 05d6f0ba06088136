import type { Host, RepoSlug } from '@image-factory/core/enrollment';
import { askAsApp, keyRefused, type AppRequestOptions } from './app-request.ts';
import { createInstallationFinder } from './find-installation.ts';
import { defaultApiUrl, type ApiUrl } from './github-questions.ts';
import { parseJson, textField } from './json.ts';
import type { TokenFor } from './remote.ts';

export interface InstallationTokensOptions extends AppRequestOptions {
  /** The number of the App's installation that reaches a repository; undefined where there is none. Default: GitHub is asked. */
  readonly installationOf?: (host: Host, slug: RepoSlug) => number | undefined | Promise<number | undefined>;
  readonly apiUrl?: ApiUrl;
  /** What tokens may do. Default: read contents. */
  readonly permissions?: Readonly<Record<string, 'read' | 'write'>>;
  /** Called with each new token before it is used, so that logs can hide it. */
  readonly onToken?: (token: string) => void;
}

interface Minted {
  readonly token: Promise<string>;
  readonly at: number;
}

/** GitHub gives them for an hour. */
const renewAfterMs = 50 * 60_000;
const justNowMs = 10_000;

/**
 * Tokens of a GitHub App, each narrowed to one repository and to reading its contents: what one of them could do in the wrong
 * hands is little. They are made when first needed, kept in memory alone, and renewed ten minutes before their end.
 *
 * @throws Error from the given function, when GitHub gives none; a clause that holds no credential
 */
export function createInstallationTokens(options: InstallationTokensOptions): TokenFor {
  const { installationOf = createInstallationFinder(options), now = () => new Date(), onToken = () => {} } = options;
  const minted = new Map<string, Minted>();

  return async (host, slug, { fresh = false } = {}) => {
    const installation = await installationOf(host, slug);
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
  const { apiUrl = defaultApiUrl, permissions = { contents: 'read' } } = options;
  const url = addressOf(apiUrl(host), installation);
  const reply = await askAsApp(options, url, { repositories: [slug.split('/')[1]], permissions });
  if (reply.kind !== 'reply') throw new Error(`${host} could not be reached`);
  const token = reply.status === 201 ? textField(parseJson(reply.bytes), 'token') : undefined;
  if (token === undefined) throw new Error(refusal(reply.status, installation));
  return token;
}

function addressOf(base: string, installation: number): URL {
  const address = [base, 'app/installations', installation, 'access_tokens'].join('/');
  return new URL(address);
}

function refusal(status: number, installation: number): string {
  if (status === 401) return keyRefused;
  if (status === 404) return `the App has no installation ${installation}`;
  if (status === 422) return `the installation ${installation} does not reach the repository, or may not read contents`;
  return `GitHub answered ${status} when asked for a token`;
}
