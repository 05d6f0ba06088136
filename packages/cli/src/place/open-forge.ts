import { parseHost, parseRepoSlug } from '@image-factory/core/enrollment';
import type { OpenedRuns, OpenRunsOptions } from '@image-factory/forge';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Env } from '../terminal/stream.ts';

/** The repository that the factory is in. */
export type Home = OpenRunsOptions['factory'];

/** The repository of a job, as its runner says; undefined where no runner says it. */
export function homeIn(env: Env): Home | undefined {
  const server = env['GITHUB_SERVER_URL'] ?? 'https://github.com';
  const host = parseHost(URL.canParse(server) ? new URL(server).hostname : '');
  const repo = parseRepoSlug(env['GITHUB_REPOSITORY'] ?? '', 'github');
  return repo.ok && host.ok ? { repo: repo.value, host: host.value } : undefined;
}

/** Reaches the forges with the tokens in the environment. */
export async function openForge(env: Env, factory: Home): Promise<OpenedRuns> {
  const { openRuns } = await import('@image-factory/forge'); // most runs need none of it
  const gitlab = parseHost(env['CI_SERVER_HOST'] ?? 'gitlab.com');
  return openRuns({
    factory,
    tokens: {
      own: given(env['GITHUB_TOKEN']) ?? given(env['GH_TOKEN']),
      others: given(env['IMAGE_FACTORY_DISPATCH_TOKEN']),
      gitlabTrigger: given(env['GITLAB_TRIGGER_TOKEN']),
      gitlabRead: given(env['GITLAB_TOKEN']),
    },
    gitlabHost: gitlab.ok ? gitlab.value : undefined,
    apiUrl: given(env['GITHUB_API_URL']),
    cacheFolder: join(given(env['XDG_CACHE_HOME']) ?? join(homedir(), '.cache'), 'image-factory', 'runs'),
  });
}

function given(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
