import { UserError, type Env } from '@image-factory/action-kit';
import { parseRepoSlug, type RepoSlug } from '@image-factory/core/enrollment';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';

/** The run whose report is commented on: which commit it was about, and where that came from. */
export interface CheckedRun {
  readonly repository: RepoSlug;
  readonly head: { readonly owner: string; readonly branch: string; readonly commit: string };
}

const Payload = z.object({
  workflow_run: z.object({
    event: z.literal('pull_request'),
    head_sha: z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/),
    head_branch: z.string().min(1).max(300),
    head_repository: z.object({ owner: z.object({ login: z.string().regex(/^[A-Za-z0-9](?:[-_]?[A-Za-z0-9]){0,38}(?:\[bot\])?$/) }) }),
  }),
});

/**
 * Reads the event `workflow_run`. It is GitHub's word, not the other job's: which pull request is meant must never come
 * from the report.
 *
 * @throws UserError in any other event
 */
export async function readCheckedRun(env: Env): Promise<CheckedRun> {
  const repository = parseRepoSlug(env['GITHUB_REPOSITORY'] ?? '', 'github');
  const payload = Payload.safeParse(await readPayload(env['GITHUB_EVENT_PATH']));
  if (repository.ok && payload.success) {
    const { head_sha: commit, head_branch: branch, head_repository: from } = payload.data.workflow_run;
    return { repository: repository.value, head: { owner: from.owner.login, branch, commit } };
  }
  throw new UserError('This action comments on pull requests after their check has run.', {
    hint: 'Use it in a workflow with `on: workflow_run`, for a workflow with `on: pull_request`.',
  });
}

async function readPayload(path: string | undefined): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path ?? '', 'utf8'));
  } catch {
    return undefined; // refused by the schema, like any other payload
  }
}
