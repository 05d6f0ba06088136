import type { RepoSlug } from '@image-factory/core/enrollment';
import { createClient } from './api/rest.ts';

export interface PullRequestsOptions {
  readonly repository: RepoSlug;
  /** Needs `pull-requests: write`. */
  readonly token: string;
  /** For GitHub Enterprise Server: `https://HOST/api/v3`. */
  readonly apiUrl?: string;
}

export type CommentOutcome = 'created' | 'updated' | 'unchanged';

/** Pull requests of one GitHub repository. */
export interface PullRequests {
  /**
   * The open pull request that proposes exactly this commit. The branch alone would not do: it may have moved on.
   *
   * @param head - owner of the repository that the branch is in (a fork's, for a fork), branch and commit
   * @returns undefined when there is none any more
   */
  findByHead(head: { readonly owner: string; readonly branch: string; readonly commit: string }): Promise<number | undefined>;
  /**
   * Keeps one comment on a pull request: changes the one that holds the marker, or adds it. A comment with the marker
   * that a person wrote is left alone.
   */
  keepComment(number: number, marker: string, body: string): Promise<CommentOutcome>;
}

export function openPullRequests({ repository, token, apiUrl = 'https://api.github.com' }: PullRequestsOptions): PullRequests {
  const { rest } = createClient({ token, apiUrl: apiUrl.replace(/\/+$/, ''), timeoutMs: 60_000 });
  const [owner = '', repo = ''] = repository.split('/');
  return {
    async findByHead({ owner: from, branch, commit }) {
      const found = await allPages(
        async (page) => (await rest.pulls.list({ owner, repo, state: 'open', head: `${from}:${branch}`, per_page: 100, page })).data,
      );
      return found.find(({ head }) => head.sha === commit)?.number;
    },
    async keepComment(number, marker, body) {
      const comments = await allPages(
        async (page) => (await rest.issues.listComments({ owner, repo, issue_number: number, per_page: 100, page })).data,
      );
      const ours = comments.find((comment) => comment.user?.type === 'Bot' && comment.body?.includes(marker) === true);
      if (ours === undefined) {
        await rest.issues.createComment({ owner, repo, issue_number: number, body });
        return 'created';
      }
      // The server gives line ends of its own.
      if (ours.body?.replaceAll('\r\n', '\n').trimEnd() === body.trimEnd()) return 'unchanged';
      await rest.issues.updateComment({ owner, repo, comment_id: ours.id, body });
      return 'updated';
    },
  };
}

async function allPages<T>(read: (page: number) => Promise<readonly T[]>): Promise<readonly T[]> {
  const all: T[] = [];
  for (let page = 1; ; page += 1) {
    const items = await read(page);
    all.push(...items);
    if (items.length < 100) return all;
  }
}
