import type { Commit } from '../bare-repository.ts';
import type { Repository, World } from '../world.ts';
import { nodeId } from './links.ts';
import { repositoryUrl } from './repository.ts';

/** A commit as the Git Database API has it. */
export function viewGitCommit(world: World, repository: Repository, commit: Commit): Record<string, unknown> {
  const api = repositoryUrl(world, repository);
  return {
    sha: commit.sha,
    node_id: nodeId('Commit', commit.sha),
    url: `${api}/git/commits/${commit.sha}`,
    html_url: `${world.urls.web}/${repository.slug}/commit/${commit.sha}`,
    author: commit.author,
    committer: commit.committer,
    message: commit.message,
    tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${api}/git/commits/${sha}`,
      html_url: `${world.urls.web}/${repository.slug}/commit/${sha}`,
    })),
    verification,
  };
}

/** A commit as the rest of the API has it. People are not looked up: nobody here has an address. */
export function viewCommit(world: World, repository: Repository, commit: Commit): Record<string, unknown> {
  const api = repositoryUrl(world, repository);
  const web = `${world.urls.web}/${repository.slug}`;
  return {
    sha: commit.sha,
    node_id: nodeId('Commit', commit.sha),
    url: `${api}/commits/${commit.sha}`,
    html_url: `${web}/commit/${commit.sha}`,
    comments_url: `${api}/commits/${commit.sha}/comments`,
    commit: {
      url: `${api}/git/commits/${commit.sha}`,
      author: commit.author,
      committer: commit.committer,
      message: commit.message,
      comment_count: 0,
      tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
      verification,
    },
    author: null,
    committer: null,
    parents: commit.parents.map((sha) => ({ sha, url: `${api}/commits/${sha}`, html_url: `${web}/commit/${sha}` })),
  };
}

const verification = { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null };
