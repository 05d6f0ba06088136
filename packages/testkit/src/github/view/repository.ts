import type { Repository, World } from '../world.ts';
import { linksTo, nodeId } from './links.ts';
import { viewUser } from './user.ts';

const links = {
  archive_url: '/{archive_format}{/ref}',
  assignees_url: '/assignees{/user}',
  blobs_url: '/git/blobs{/sha}',
  branches_url: '/branches{/branch}',
  collaborators_url: '/collaborators{/collaborator}',
  comments_url: '/comments{/number}',
  commits_url: '/commits{/sha}',
  compare_url: '/compare/{base}...{head}',
  contents_url: '/contents/{+path}',
  contributors_url: '/contributors',
  deployments_url: '/deployments',
  downloads_url: '/downloads',
  events_url: '/events',
  forks_url: '/forks',
  git_commits_url: '/git/commits{/sha}',
  git_refs_url: '/git/refs{/sha}',
  git_tags_url: '/git/tags{/sha}',
  hooks_url: '/hooks',
  issue_comment_url: '/issues/comments{/number}',
  issue_events_url: '/issues/events{/number}',
  issues_url: '/issues{/number}',
  keys_url: '/keys{/key_id}',
  labels_url: '/labels{/name}',
  languages_url: '/languages',
  merges_url: '/merges',
  milestones_url: '/milestones{/number}',
  notifications_url: '/notifications{?since,all,participating}',
  pulls_url: '/pulls{/number}',
  releases_url: '/releases{/id}',
  stargazers_url: '/stargazers',
  statuses_url: '/statuses/{sha}',
  subscribers_url: '/subscribers',
  subscription_url: '/subscription',
  tags_url: '/tags',
  teams_url: '/teams',
  trees_url: '/git/trees{/sha}',
};

/** As it stands inside other objects. */
export function viewMinimalRepository(world: World, repository: Repository): Record<string, unknown> {
  const api = repositoryUrl(world, repository);
  return {
    id: repository.id,
    node_id: nodeId('Repository', repository.id),
    name: repository.name,
    full_name: repository.slug,
    private: repository.private,
    owner: viewUser(world, repository.owner),
    html_url: `${world.urls.web}/${repository.slug}`,
    description: null,
    fork: repository.forkOf !== undefined,
    url: api,
    ...linksTo(api, links),
  };
}

export function viewRepository(world: World, repository: Repository): Record<string, unknown> {
  const web = `${world.urls.web}/${repository.slug}`;
  const at = repository.createdAt.toISOString();
  return {
    ...viewMinimalRepository(world, repository),
    default_branch: repository.defaultBranch,
    visibility: repository.private ? 'private' : 'public',
    clone_url: `${web}.git`,
    git_url: `${web}.git`.replace(/^http/, 'git'),
    ssh_url: `git@localhost:${repository.slug}.git`,
    svn_url: web,
    mirror_url: null,
    homepage: null,
    language: null,
    license: null,
    archived: false,
    disabled: false,
    created_at: at,
    updated_at: at,
    pushed_at: at,
    ...counts,
    ...features,
  };
}

const counts = {
  forks: 0,
  forks_count: 0,
  network_count: 0,
  open_issues: 0,
  open_issues_count: 0,
  size: 0,
  stargazers_count: 0,
  subscribers_count: 0,
  watchers: 0,
  watchers_count: 0,
};

const features = {
  has_discussions: false,
  has_downloads: false,
  has_issues: true,
  has_pages: false,
  has_projects: false,
  has_wiki: false,
};

export function repositoryUrl(world: World, { slug }: Repository): string {
  return `${world.urls.api}/repos/${slug}`;
}
