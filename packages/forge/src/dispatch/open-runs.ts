import type { Host } from '@image-factory/core/enrollment';
import { createRights, type Rights } from '../rights/index.ts';
import { createForgeClock, type ForgeClock } from './forge-clock.ts';
import { createGitHubRuns } from './github-runs.ts';
import { createGitLabRuns } from './gitlab-runs.ts';
import type { Place } from './repository-apis.ts';
import { createRuns } from './runs.ts';
import type { Runs } from './types.ts';

export interface OpenRunsOptions {
  /** The repository that the factory is in. */
  readonly factory: Place;
  /** Tokens of the job, as far as there are any; each goes to the host that it is for, and to no other. */
  readonly tokens: {
    /** For the factory's own repository. */
    readonly own?: string | undefined;
    /** For builds in other repositories of the same host, and for teams; default: the same. */
    readonly others?: string | undefined;
    /** Of the GitLab that `gitlabHost` names: to start pipelines, and to read them. */
    readonly gitlabTrigger?: string | undefined;
    readonly gitlabRead?: string | undefined;
  };
  readonly gitlabHost?: Host | undefined;
  /** API of the factory's host, where it is another one than usual. */
  readonly apiUrl?: string | undefined;
  /** Where it is kept how runs stood; undefined: only as long as this process lives. */
  readonly cacheFolder?: string | undefined;
}

export interface OpenedRuns {
  readonly runs: Runs;
  readonly clock: ForgeClock;
  readonly rights: Rights;
}

/** The forges that builds are on. A repository of another owner has to agree before anything is started there (SPEC section 16). */
export function openRuns({ factory, tokens, gitlabHost, apiUrl, cacheFolder }: OpenRunsOptions): OpenedRuns {
  const { own, others = own } = tokens;
  const isOwn = ({ host, repo }: Place): boolean => host === factory.host && repo.toLowerCase() === factory.repo.toLowerCase();
  const token = async (place: Place): Promise<string | undefined> => {
    if (place.host !== factory.host) return undefined;
    return isOwn(place) ? (own ?? others) : others;
  };
  const gitlab = (secret: string | undefined) => async (place: Place) => (place.host === gitlabHost ? secret : undefined);
  const where = apiUrl === undefined ? {} : { apiUrl: () => apiUrl };
  const rights = createRights({ factory, token, teamToken: async () => others, ...where });
  const runs = createRuns(
    createGitHubRuns({ token, ...where, ...(cacheFolder === undefined ? {} : { cacheFolder }) }),
    createGitLabRuns({ triggerToken: gitlab(tokens.gitlabTrigger), readToken: gitlab(tokens.gitlabRead) }),
  );
  return {
    runs: {
      ...runs,
      async inspect(target) {
        if (target.kind === 'pipeline' || isOwn(target)) return runs.inspect(target);
        const right = await rights.consents(target);
        if (right.kind === 'yes') return runs.inspect(target);
        return right.kind === 'no' ? { kind: 'denied', why: right.why } : right;
      },
    },
    clock: createForgeClock(
      'github',
      apiUrl ?? (factory.host === 'github.com' ? 'https://api.github.com' : `https://${factory.host}/api/v3`),
    ),
    rights,
  };
}
