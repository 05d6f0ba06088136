import type { BranchName, Host, Provider, RepoSlug } from '@image-factory/core/enrollment';
import type { Pace } from '../api/pace.ts';
import { createWriteBucket } from '../api/write-bucket.ts';
import type { Place } from '../dispatch/repository-apis.ts';
import { createRights } from '../rights/rights.ts';
import { openGitHubStore } from '../state-store/store.ts';
import type { Opened } from '../state-store/types.ts';
import { openStandingPullRequest, type StandingPullRequest } from './standing.ts';

export interface PullRequestPlacesOptions {
  /** The repository that the factory is in. */
  readonly factory: Place;
  /** They go to the factory's host, and to no other. */
  readonly tokens: {
    /** For the factory's own repository. */
    readonly own?: string;
    /** For other repositories of the same host; default: the same. */
    readonly others?: string;
  };
  /** API of the factory's host, where it is another one than usual. */
  readonly apiUrl?: string;
  readonly pace?: Pace;
}

/** A branch that something is proposed for. */
interface ProposedFor {
  readonly provider: Provider;
  readonly host: Host;
  /** Undefined: the repository that the factory is in. */
  readonly repo?: RepoSlug;
  readonly branch: BranchName;
}

export type PullRequestPlace =
  | {
      readonly kind: 'open';
      /** The newest commit of the branch. */
      head(): Promise<Opened>;
      /** @param branch - the branch that is proposed */
      proposals(branch: BranchName): Promise<StandingPullRequest>;
    }
  /** `why` is a clause, `hint` are sentences. */
  | { readonly kind: 'refused'; readonly why: string; readonly hint: string };

export interface PullRequestPlaces {
  /** Asks another owner's repository whether it agrees, and nothing else yet. */
  open(place: ProposedFor): Promise<PullRequestPlace>;
}

/**
 * Pull requests in several repositories. One of another owner has to agree before anything is proposed there, in the same way
 * as before its workflows are started (SPEC section 16).
 */
export function openPullRequestPlaces({ factory, tokens, apiUrl, pace }: PullRequestPlacesOptions): PullRequestPlaces {
  const { own, others = own } = tokens;
  const isOwn = ({ host, repo }: Place): boolean => host === factory.host && repo.toLowerCase() === factory.repo.toLowerCase();
  const token = async (place: Place): Promise<string | undefined> => {
    if (place.host !== factory.host) return undefined;
    return isOwn(place) ? (own ?? others) : others;
  };
  const shared = { ...(apiUrl === undefined ? {} : { apiUrl: () => apiUrl }), ...(pace && { pace }) };
  const rights = createRights({ factory, token, teamToken: async () => undefined, ...shared });
  const writes = createWriteBucket(pace === undefined ? {} : { pace });

  return {
    async open({ provider, host, repo = factory.repo, branch }) {
      const place = { host: repo === factory.repo ? factory.host : host, repo };
      if (provider === 'gitlab' && !isOwn(place)) return refused('merge requests of GitLab are not opened', 'Move its pins by hand.');
      if (place.host !== factory.host)
        return refused(`it is on ${place.host}, and the factory is on ${factory.host}`, 'Run a factory there, or move its pins by hand.');
      const secret = await token(place);
      if (secret === undefined)
        return refused(
          'there is no token for it',
          'Give one that may write contents and pull requests there (`contents: write`, `pull-requests: write`).',
        );
      const right = isOwn(place) ? undefined : await rights.consents(place);
      if (right !== undefined && right.kind !== 'yes')
        return refused(clause(right.why), 'Its owner decides. Pins can be moved by hand, too.');
      const url = apiUrl ?? (place.host === 'github.com' ? 'https://api.github.com' : `https://${place.host}/api/v3`);
      const options = { repository: place.repo, token: secret, apiUrl: url, writes, ...(pace && { pace }) };
      return {
        kind: 'open',
        head: () => openGitHubStore({ ...options, branch }).open(),
        proposals: async (proposed) => openStandingPullRequest({ ...options, base: branch, branch: proposed }),
      };
    },
  };
}

function refused(why: string, hint: string): PullRequestPlace {
  return { kind: 'refused', why, hint };
}

function clause(text: string): string {
  return text.replace(/\.$/, '');
}
