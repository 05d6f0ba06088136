import { created, notFound, ok, refuse } from '../answer.ts';
import type { Permissions } from '../options.ts';
import { viewRepository } from '../view/repository.ts';
import type { Repository, World } from '../world.ts';
import type { Exchange, GlobalRoute } from './route.ts';

export const limit = 5000;

export const globalRoutes: GlobalRoute[] = [
  {
    kind: 'global',
    operation: 'GET /rate_limit',
    answer: ({ world }) => {
      const reset = Math.floor(world.now().getTime() / 1000) + 3600;
      const rate = { limit, remaining: limit, used: 0, reset };
      return ok({ resources: { core: rate, search: rate, graphql: rate }, rate });
    },
  },
  {
    kind: 'global',
    operation: 'GET /repos/{owner}/{repo}/installation',
    answer: ({ world, caller, path }) => {
      if (caller.kind !== 'app') throw refuse(401, 'A JSON web token could not be decoded');
      const slug = `${path['owner']}/${path['repo']}`;
      const found = Object.entries(caller.app.installations).find(([, { repositories }]) => repositories.includes(slug));
      if (found === undefined) throw notFound();
      return ok(viewInstallation(world, Number(found[0]), slug, found[1].permissions));
    },
  },
  {
    kind: 'global',
    operation: 'POST /app/installations/{installation_id}/access_tokens',
    answer: ({ world, caller, path, body }) => {
      if (caller.kind !== 'app') throw refuse(401, 'A JSON web token could not be decoded');
      const installation = caller.app.installations[Number(path['installation_id'])];
      if (installation === undefined) throw notFound();
      const permissions = narrow(installation.permissions, body['permissions']);
      const repositories = select(world, installation.repositories, body);
      const { token, expiresAt } = world.tokens.mint({
        login: 'image-factory[bot]',
        repositories: repositories.map(({ slug }) => slug),
        permissions,
      });
      return created({
        token,
        expires_at: expiresAt.toISOString().replace(/\.\d+Z$/, 'Z'),
        permissions,
        repository_selection: 'selected',
        repositories: repositories.map((repository) => viewRepository(world, repository)),
      });
    },
  },
];

/** An App on the account that a repository belongs to. */
function viewInstallation(world: World, id: number, slug: string, permissions: Permissions): object {
  const api = world.urls.api;
  const [login = ''] = slug.split('/');
  const at = new Date(0).toISOString();
  return {
    id,
    account: null,
    repository_selection: 'selected',
    access_tokens_url: `${api}/app/installations/${id}/access_tokens`,
    repositories_url: `${api}/installation/repositories`,
    html_url: `${world.urls.web}/organizations/${login}/settings/installations/${id}`,
    app_id: 1,
    app_slug: 'image-factory',
    target_id: 1,
    target_type: 'Organization',
    permissions,
    events: [],
    created_at: at,
    updated_at: at,
    single_file_name: null,
    suspended_by: null,
    suspended_at: null,
  };
}

function narrow(granted: Permissions, wanted: unknown): Permissions {
  if (typeof wanted !== 'object' || wanted === null) return granted;
  const permissions = Object.entries(wanted).map(([name, access]: [string, unknown]) => {
    const has = granted[name];
    if (has === 'write' && (access === 'write' || access === 'read')) return [name, access] as const;
    if (has === 'read' && access === 'read') return [name, access] as const;
    throw refuse(422, 'The permissions requested are not granted to this installation.');
  });
  return Object.fromEntries(permissions);
}

function select(world: World, granted: readonly string[], { repositories: names, repository_ids: ids }: Exchange['body']): Repository[] {
  const all = world.repositories.filter(({ slug }) => granted.includes(slug));
  const pick = (wanted: unknown[], fits: (repository: Repository, value: unknown) => boolean): Repository[] =>
    wanted.map((value) => {
      const found = all.find((repository) => fits(repository, value));
      if (found === undefined)
        throw refuse(422, 'There is at least one repository that does not exist or is not accessible to the parent installation.');
      return found;
    });
  if (Array.isArray(names)) return pick(names, ({ name }, value) => name === value);
  if (Array.isArray(ids)) return pick(ids, ({ id }, value) => id === value);
  return all;
}
