import type { Api } from '../api/client.ts';
import type { Pace } from '../api/pace.ts';
import { createRepositoryApis, type Place, type RepositoryApisOptions } from '../dispatch/repository-apis.ts';
import { findConsent } from './consent.ts';
import { findPermission } from './emergency.ts';
import type { Right } from './types.ts';

export interface RightsOptions extends Pick<RepositoryApisOptions, 'apiUrl' | 'timeoutMs'> {
  /** The repository that the factory is in. People and teams are those of its host, which is a GitHub. */
  readonly factory: Place;
  /** A token that reads files of a repository (`contents: read`); undefined where there is none. */
  readonly token: (place: Place) => Promise<string | undefined>;
  /** A token that reads the teams of an organization (`members: read`); undefined where there is none. */
  readonly teamToken: (owner: string) => Promise<string | undefined>;
  readonly pace?: Pace;
}

/** Who may have what done, by the forge's word; only reads. */
export interface Rights {
  /**
   * Whether somebody may start an emergency rebuild (SPEC section 3, `rebuild.emergency`).
   *
   * @param actor - login of whoever asks, as the forge itself says; never what an event carries in its payload
   * @param allowed - users, and teams as `@owner/team`
   */
  mayEmergency(actor: string, allowed: readonly string[]): Promise<Right>;
  /**
   * Whether a repository on GitHub agrees that this factory starts its workflows (SPEC section 16, Consent). Asked once for
   * each repository: the answer holds as long as this object, which is for one run. On GitLab a project agrees by
   * the trigger token that it gives, so there is nothing to ask.
   */
  consents(place: Place): Promise<Right>;
}

/** A claim waits for these answers: they must not take longer than it lives. */
const patienceMs = 20_000;

export function createRights({ factory, token, teamToken, ...options }: RightsOptions): Rights {
  const shared = { timeoutMs: 30_000, ...options, patienceMs };
  const apiOf = createRepositoryApis({ ...shared, token });
  const consents = new Map<string, Promise<Right>>();

  async function teamsOf(owner: string): Promise<Api | undefined> {
    if ((await teamToken(owner)) === undefined) return undefined;
    return createRepositoryApis({ ...shared, token: async () => teamToken(owner) })(factory);
  }

  return {
    mayEmergency: async (actor, allowed) => findPermission(actor, allowed, teamsOf),
    async consents(place) {
      const key = `${place.host}/${place.repo.toLowerCase()}`;
      const asked = consents.get(key) ?? findConsent(place, factory, apiOf);
      consents.set(key, asked);
      const right = await asked;
      if (right.kind === 'later') consents.delete(key); // it may be known the next time
      return right;
    },
  };
}
