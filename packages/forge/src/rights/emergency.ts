import type { Api } from '../api/client.ts';
import { ApiError, isRecord } from '../api/failure.ts';
import { refusalOfRead } from '../dispatch/github-answers.ts';
import type { ForgeRefusal } from '../dispatch/types.ts';
import { isLogin, isSameLogin, readPrincipal, type Principal } from './principal.ts';
import type { Right } from './types.ts';

type Team = Extract<Principal, { kind: 'team' }>;

/**
 * Whether somebody is listed, by name or as an active member of a team. Names are compared first, so that a listed user needs
 * no request.
 *
 * @param apiOf - for the teams of an owner; undefined where there is no token
 * @returns a refusal only when nobody else said yes: an outage of one team's answer takes nothing from the others
 */
export async function findPermission(
  actor: string,
  allowed: readonly string[],
  apiOf: (owner: string) => Promise<Api | undefined>,
): Promise<Right> {
  if (!isLogin(actor)) return { kind: 'no', why: 'Whoever asks has no login of GitHub.' };
  const principals = [...new Set(allowed)].flatMap((entry) => readPrincipal(entry) ?? []);
  const user = principals.find((principal) => principal.kind === 'user' && isSameLogin(principal.login, actor));
  if (user !== undefined) return { kind: 'yes', by: user.entry };
  let refusal: ForgeRefusal | undefined;
  for (const team of principals.filter((principal) => principal.kind === 'team')) {
    const api = await apiOf(team.owner);
    const answer = api === undefined ? withoutToken(team) : await askTeam(api, team, actor);
    if (answer === 'member') return { kind: 'yes', by: team.entry };
    if (answer !== 'no member') refusal ??= answer;
  }
  return refusal ?? { kind: 'no', why: explain(actor, principals) };
}

function explain(actor: string, principals: readonly Principal[]): string {
  if (principals.length === 0) return 'Nobody may start emergency rebuilds: `rebuild.emergency` in factory.yaml lists nobody.';
  return `${actor} is not among those who may start emergency rebuilds: ${principals.map(({ entry }) => entry).join(', ')}.`;
}

function withoutToken({ entry, owner }: Team): ForgeRefusal {
  return {
    kind: 'denied',
    why: `There is no token that may read the members of ${owner} (members: read), so nobody knows who is in ${entry}.`,
  };
}

/** Whoever was invited and has not accepted yet is no member. */
async function askTeam(api: Api, { owner, team, entry }: Team, actor: string): Promise<'member' | 'no member' | ForgeRefusal> {
  const asked = { org: owner, team_slug: team };
  const route = 'GET /orgs/{org}/teams/{team_slug}';
  try {
    const { data } = await api.read((client) => client.request(`${route}/memberships/{username}`, { ...asked, username: actor }));
    return isRecord(data) && data['state'] === 'active' ? 'member' : 'no member';
  } catch (error) {
    if (!isNotFound(error)) return refusalOfRead(error);
  }
  try {
    // A team that can not be seen gives the same answer as somebody who is not in it.
    await api.read((client) => client.request(route, asked));
    return 'no member';
  } catch (error) {
    if (!isNotFound(error)) return refusalOfRead(error);
    return {
      kind: 'denied',
      why: `The team ${entry} can not be seen: there is none, or the token may not read the members of ${owner} (members: read).`,
    };
  }
}

function isNotFound(error: unknown): boolean {
  return error instanceof ApiError && error.failure.kind === 'refused' && error.failure.status === 404;
}
