import { isBot, type Comment, type Pull, type Repository, type World } from '../world.ts';
import { nodeId } from './links.ts';
import { repositoryUrl, viewRepository } from './repository.ts';
import { viewUser } from './user.ts';

export function viewComment(world: World, repository: Repository, comment: Comment): Record<string, unknown> {
  const api = repositoryUrl(world, repository);
  return {
    id: comment.id,
    node_id: nodeId('IssueComment', comment.id),
    url: `${api}/issues/comments/${comment.id}`,
    html_url: `${world.urls.web}/${repository.slug}/pull/${comment.issue}#issuecomment-${comment.id}`,
    issue_url: `${api}/issues/${comment.issue}`,
    body: comment.body,
    user: viewUser(world, comment.author),
    created_at: comment.createdAt.toISOString(),
    updated_at: comment.updatedAt.toISOString(),
    author_association: isBot(comment.author) ? 'NONE' : 'CONTRIBUTOR',
    performed_via_github_app: null,
  };
}

export function viewLabel(world: World, repository: Repository, name: string): Record<string, unknown> {
  return {
    id: [...name].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 100_000_000, 3),
    node_id: nodeId('Label', name),
    url: `${repositoryUrl(world, repository)}/labels/${encodeURIComponent(name)}`,
    name,
    description: '',
    color: 'ededed',
    default: false,
  };
}

/** The pull request as in a list. An open one's head is wherever its branch is now. */
export async function viewPull(world: World, repository: Repository, pull: Pull): Promise<Record<string, unknown>> {
  const api = repositoryUrl(world, repository);
  const web = `${world.urls.web}/${repository.slug}/pull/${pull.number}`;
  const head = await viewEnd(world, pull.head.repository, pull.head.branch, pull.closedHead);
  const href = (path: string): { href: string } => ({ href: api + path });
  return {
    id: pull.id,
    node_id: nodeId('PullRequest', pull.id),
    number: pull.number,
    url: `${api}/pulls/${pull.number}`,
    html_url: web,
    diff_url: `${web}.diff`,
    patch_url: `${web}.patch`,
    issue_url: `${api}/issues/${pull.number}`,
    commits_url: `${api}/pulls/${pull.number}/commits`,
    review_comments_url: `${api}/pulls/${pull.number}/comments`,
    review_comment_url: `${api}/pulls/comments{/number}`,
    comments_url: `${api}/issues/${pull.number}/comments`,
    statuses_url: `${api}/statuses/${String(head['sha'])}`,
    state: pull.state,
    locked: false,
    title: pull.title,
    body: pull.body,
    user: viewUser(world, pull.author),
    labels: pull.labels.map((name) => viewLabel(world, repository, name)),
    milestone: null,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    created_at: pull.createdAt.toISOString(),
    updated_at: pull.updatedAt.toISOString(),
    closed_at: pull.state === 'closed' ? pull.updatedAt.toISOString() : null,
    merged_at: pull.mergedAt?.toISOString() ?? null,
    merge_commit_sha: null,
    head,
    base: await viewEnd(world, repository, pull.base, undefined),
    _links: {
      self: href(`/pulls/${pull.number}`),
      html: { href: web },
      issue: href(`/issues/${pull.number}`),
      comments: href(`/issues/${pull.number}/comments`),
      review_comments: href(`/pulls/${pull.number}/comments`),
      review_comment: href('/pulls/comments{/number}'),
      commits: href(`/pulls/${pull.number}/commits`),
      statuses: href(`/statuses/${String(head['sha'])}`),
    },
    author_association: 'CONTRIBUTOR',
    auto_merge: null,
    draft: pull.draft,
  };
}

/** The pull request by itself, which says more. */
export async function viewFullPull(world: World, repository: Repository, pull: Pull): Promise<Record<string, unknown>> {
  const head = await fetchHead(repository, pull);
  const range = `refs/heads/${pull.base}...${head}`;
  const lines = (await repository.git.run(['diff', '--numstat', '--end-of-options', range])).split('\n').filter((line) => line !== '');
  const sum = (column: 0 | 1): number => lines.reduce((total, line) => total + (Number(line.split('\t')[column]) || 0), 0);
  const commits = await repository.git.log(`refs/heads/${pull.base}..${head}`);
  return {
    ...(await viewPull(world, repository, pull)),
    merged: pull.mergedAt !== undefined,
    mergeable: null,
    rebaseable: null,
    mergeable_state: 'unknown',
    merged_by: null,
    comments: repository.comments.filter(({ issue }) => issue === pull.number).length,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: commits.length,
    additions: sum(0),
    deletions: sum(1),
    changed_files: lines.length,
  };
}

/** The head as a commit that this repository has, also when it comes from a fork. */
async function fetchHead({ git }: Repository, { number, head, closedHead }: Pull): Promise<string> {
  const sha = closedHead ?? (await head.repository.git.ref(`refs/heads/${head.branch}`));
  if (sha === undefined) throw new Error(`The head of #${number} is gone.`);
  if (head.repository.git !== git) await git.run(['fetch', '--quiet', head.repository.git.path, `+${sha}:refs/pull/${number}/head`]);
  return sha;
}

async function viewEnd(world: World, repository: Repository, branch: string, closed: string | undefined): Promise<Record<string, unknown>> {
  const sha = closed ?? (await repository.git.ref(`refs/heads/${branch}`)) ?? '0'.repeat(40);
  return {
    label: `${repository.owner}:${branch}`,
    ref: branch,
    sha,
    user: viewUser(world, repository.owner),
    repo: viewRepository(world, repository),
  };
}
