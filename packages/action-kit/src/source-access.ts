import type { Host, RepoPath, RepoSlug } from '@image-factory/core/enrollment';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SecretText } from './inputs/secret.ts';

/** How other repositories are read. */
export interface SourceAccess {
  /** factory.yaml, which names the hosts that may be asked. */
  readonly factory: RepoPath;
  readonly cacheFolder: string;
  readonly tokenFor: (host: Host, slug: RepoSlug, options?: { readonly fresh?: boolean }) => Promise<string | undefined>;
}

/**
 * Other repositories are read with the token for sources, and what was read is kept until the job ends. The token goes to
 * the forge that runs the job, and to no other host; one that was refused is not sent again, since many repositories need
 * none.
 *
 * @returns undefined when nothing is to be asked (`IMAGE_FACTORY_OFFLINE`)
 */
export function sourceAccess(
  env: Readonly<Record<string, string | undefined>>,
  factory: RepoPath,
  token?: SecretText,
): SourceAccess | undefined {
  if (!['', '0', 'false'].includes(env['IMAGE_FACTORY_OFFLINE'] ?? '')) return undefined;
  const server = URL.parse(env['GITHUB_SERVER_URL'] ?? 'https://github.com')?.host;
  return {
    factory,
    cacheFolder: join(env['RUNNER_TEMP'] ?? tmpdir(), 'image-factory-sources'),
    tokenFor: async (host, _slug, options) => (host === server && options?.fresh !== true ? token?.reveal() : undefined),
  };
}
