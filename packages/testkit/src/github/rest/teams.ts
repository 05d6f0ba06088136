import { notFound, ok, refuse, type Answer } from '../answer.ts';
import { grants } from '../access.ts';
import { linksTo, nodeId } from '../view/links.ts';
import { viewUser } from '../view/user.ts';
import type { Teams } from '../options.ts';
import type { World } from '../world.ts';
import type { Exchange, GlobalRoute } from './route.ts';

/** GitHub's description gives a 404 of these no content. */
const absent: Answer = { status: 404 };

export const teamRoutes: GlobalRoute[] = [
  {
    kind: 'global',
    operation: 'GET /orgs/{org}/teams/{team_slug}/memberships/{username}',
    answer: (exchange) => {
      const { world, path } = exchange;
      const state = Object.entries(findTeam(exchange)?.members ?? {}).find(([login]) => isSame(login, path['username']))?.[1];
      if (state === undefined) return absent;
      return ok({ url: `${teamUrl(world, path)}/memberships/${path['username']}`, role: 'member', state });
    },
  },
  {
    kind: 'global',
    operation: 'GET /orgs/{org}/teams/{team_slug}',
    answer: (exchange) => {
      const { world, path } = exchange;
      const team = findTeam(exchange);
      if (team === undefined) throw notFound();
      return ok(viewTeam(world, path, Object.keys(team.members).length));
    },
  },
];

/** The team as far as the caller may know of it. */
function findTeam({ world, caller, path }: Exchange): { readonly members: Teams[string] } | undefined {
  if (caller.kind !== 'token') throw refuse(401, 'Requires authentication');
  const { repositories } = caller.actor;
  if (!grants(caller.actor, 'members:read'))
    throw refuse(403, 'Resource not accessible by integration', { headers: { 'x-accepted-github-permissions': 'members=read' } });
  const reachesOwner = repositories === undefined || repositories.some((slug) => isSame(slug.split('/')[0] ?? '', path['org']));
  const found = Object.entries(world.teams).find(([name]) => isSame(name, `${path['org']}/${path['team_slug']}`));
  return found === undefined || !reachesOwner ? undefined : { members: found[1] };
}

function isSame(a: string, b: string | undefined): boolean {
  return a.toLowerCase() === b?.toLowerCase();
}

function teamUrl(world: World, path: Exchange['path']): string {
  return `${world.urls.api}/orgs/${path['org']}/teams/${path['team_slug']}`;
}

function viewTeam(world: World, path: Exchange['path'], members: number): Record<string, unknown> {
  const [org = '', slug = ''] = [path['org'], path['team_slug']];
  const at = world.now().toISOString();
  return {
    id: [...slug].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 100_000_000, 5),
    node_id: nodeId('Team', `${org}/${slug}`),
    name: slug,
    slug,
    description: null,
    privacy: 'closed',
    permission: 'pull',
    type: 'organization',
    url: teamUrl(world, path),
    html_url: `${world.urls.web}/orgs/${org}/teams/${slug}`,
    members_url: `${teamUrl(world, path)}/members{/member}`,
    repositories_url: `${teamUrl(world, path)}/repos`,
    members_count: members,
    repos_count: 1,
    created_at: at,
    updated_at: at,
    organization: viewOrganization(world, org),
  };
}

function viewOrganization(world: World, org: string): Record<string, unknown> {
  const { login, id, node_id, avatar_url } = viewUser(world, org);
  const url = `${world.urls.api}/orgs/${org}`;
  const at = world.now().toISOString();
  return {
    login,
    id,
    node_id,
    avatar_url,
    url,
    html_url: `${world.urls.web}/${org}`,
    ...linksTo(url, {
      repos_url: '/repos',
      events_url: '/events',
      hooks_url: '/hooks',
      issues_url: '/issues',
      members_url: '/members{/member}',
      public_members_url: '/public_members{/member}',
    }),
    description: null,
    type: 'Organization',
    has_organization_projects: false,
    has_repository_projects: false,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: at,
    updated_at: at,
    archived_at: null,
  };
}
