import { isBot, type Issue, type Pull, type Repository, type World } from '../world.ts';
import { viewLabel } from './issue.ts';
import { linksTo, nodeId } from './links.ts';
import { repositoryUrl } from './repository.ts';
import { viewUser } from './user.ts';

export function viewIssue(world: World, repository: Repository, issue: Issue): Record<string, unknown> {
  return {
    ...viewCommon(world, repository, issue),
    html_url: `${world.urls.web}/${repository.slug}/issues/${issue.number}`,
    state_reason: issue.stateReason,
    closed_at: issue.closedAt?.toISOString() ?? null,
  };
}

/** A pull request as it stands in lists of issues. */
export function viewPullAsIssue(world: World, repository: Repository, pull: Pull): Record<string, unknown> {
  const web = `${world.urls.web}/${repository.slug}/pull/${pull.number}`;
  const url = `${repositoryUrl(world, repository)}/pulls/${pull.number}`;
  return {
    ...viewCommon(world, repository, pull),
    html_url: web,
    state_reason: null,
    closed_at: pull.state === 'closed' ? pull.updatedAt.toISOString() : null,
    draft: pull.draft,
    pull_request: {
      url,
      html_url: web,
      diff_url: `${web}.diff`,
      patch_url: `${web}.patch`,
      merged_at: pull.mergedAt?.toISOString() ?? null,
    },
  };
}

function viewCommon(world: World, repository: Repository, issue: Issue | Pull): Record<string, unknown> {
  const api = repositoryUrl(world, repository);
  const url = `${api}/issues/${issue.number}`;
  return {
    id: issue.id,
    node_id: nodeId('Issue', issue.id),
    number: issue.number,
    url,
    repository_url: api,
    ...linksTo(url, { labels_url: '/labels{/name}', comments_url: '/comments', events_url: '/events', timeline_url: '/timeline' }),
    state: issue.state,
    title: issue.title,
    body: issue.body,
    user: viewUser(world, issue.author),
    labels: issue.labels.map((name) => viewLabel(world, repository, name)),
    milestone: null,
    assignee: null,
    assignees: [],
    locked: false,
    comments: repository.comments.filter(({ issue: number }) => number === issue.number).length,
    created_at: issue.createdAt.toISOString(),
    updated_at: issue.updatedAt.toISOString(),
    author_association: isBot(issue.author) ? 'NONE' : 'CONTRIBUTOR',
    performed_via_github_app: null,
  };
}
