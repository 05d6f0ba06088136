import { parseHost, type Host, type RepoPath, type RepoSlug } from '@image-factory/core/enrollment';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { maskSecrets } from './inputs/read.ts';
import type { SecretText } from './inputs/secret.ts';
import { UserError } from './run/user-error.ts';

type TokenFor = (host: Host, slug: RepoSlug, options?: { readonly fresh?: boolean }) => Promise<string | undefined>;

/** How other repositories are read. */
export interface SourceAccess {
  /** factory.yaml, which names the hosts that may be asked. */
  readonly factory: RepoPath;
  readonly cacheFolder: string;
  readonly tokenFor: TokenFor;
}

/** Makes tokens of a GitHub App; it is loaded when the first one is needed. */
export interface AppTokens {
  createInstallationTokens(options: {
    readonly app: { readonly id: string; readonly privateKey: string };
    readonly apiUrl?: (host: Host) => string;
    readonly onToken: (token: string) => void;
  }): TokenFor;
}

/** The inputs that say who reads sources, as `sourceInputs` reads them. */
export interface ReadSourcesAs {
  readonly sourceToken?: SecretText | undefined;
  readonly appId?: string | undefined;
  readonly appPrivateKey?: SecretText | undefined;
}

/**
 * Other repositories are read with a token of the App for this one repository, or with the token for sources, and what was
 * read is kept until the job ends. Both go to the forge that runs the job, and to no other host; a token that was refused
 * is not sent again, since many repositories need none.
 *
 * @returns undefined when nothing is to be asked (`IMAGE_FACTORY_OFFLINE`)
 * @throws UserError when half of an App is given
 */
export function sourceAccess(
  env: Readonly<Record<string, string | undefined>>,
  factory: RepoPath,
  { sourceToken, appId, appPrivateKey }: ReadSourcesAs,
  load: () => Promise<AppTokens>,
): SourceAccess | undefined {
  if ((appId === undefined) !== (appPrivateKey === undefined))
    throw new UserError('`app-id` and `app-private-key` belong together.', { hint: 'Set both of them, or none.' });
  if (!['', '0', 'false'].includes(env['IMAGE_FACTORY_OFFLINE'] ?? '')) return undefined;
  const server = parseHost(URL.parse(env['GITHUB_SERVER_URL'] ?? 'https://github.com')?.host ?? '');
  const apiUrl = env['GITHUB_API_URL'];
  let opened: Promise<TokenFor> | undefined;

  async function openApp(app: { readonly id: string; readonly privateKey: string }): Promise<TokenFor> {
    const { createInstallationTokens } = await load();
    const onToken = (token: string): void => maskSecrets([token], env);
    return createInstallationTokens({ app, onToken, ...(apiUrl === undefined ? {} : { apiUrl: () => apiUrl }) });
  }

  return {
    factory,
    cacheFolder: join(env['RUNNER_TEMP'] ?? tmpdir(), 'image-factory-sources'),
    async tokenFor(host, slug, options) {
      if (!server.ok || host !== server.value) return undefined;
      if (appId !== undefined && appPrivateKey !== undefined) {
        opened ??= openApp({ id: appId, privateKey: appPrivateKey.reveal() });
        const own = await (await opened)(host, slug, options);
        if (own !== undefined) return own;
      }
      return options?.fresh === true ? undefined : sourceToken?.reveal();
    },
  };
}
