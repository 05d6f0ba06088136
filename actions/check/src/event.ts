import { UserError, type Env } from '@image-factory/action-kit';
import { error } from '@image-factory/core/problem';
import { open } from 'node:fs/promises';
import { z } from 'zod';

/** What a run is about, as far as its event tells. */
export interface EventSubject {
  readonly base?: string;
  readonly head?: string;
  readonly pullRequest?: number;
}

const CommitId = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/);
const nowhere = /^0+$/;

const PullRequest = z
  .object({ pull_request: z.object({ number: z.int().positive(), base: z.object({ sha: CommitId }), head: z.object({ sha: CommitId }) }) })
  .transform(({ pull_request: { number, base, head } }): EventSubject => ({ base: base.sha, head: head.sha, pullRequest: number }));

const MergeGroup = z
  .object({ merge_group: z.object({ base_sha: CommitId, head_sha: CommitId }) })
  .transform(({ merge_group: { base_sha: base, head_sha: head } }): EventSubject => ({ base, head }));

/** A new branch comes from nowhere: then it is compared with the main one. */
const Push = z
  .object({ before: CommitId, after: CommitId.refine((id) => !nowhere.test(id)) })
  .transform(({ before, after }): EventSubject => (nowhere.test(before) ? { head: after } : { base: before, head: after }));

const schemas = new Map<string, z.ZodType<EventSubject>>([
  ['pull_request', PullRequest],
  ['pull_request_target', PullRequest],
  ['merge_group', MergeGroup],
  ['push', Push],
]);

/** GitHub sends no larger ones. */
const mostBytes = 32 * 1024 * 1024;

/**
 * What the event of this run says; nothing for events that are about no commits of their own.
 *
 * @throws UserError when it should say something and does not
 */
export async function readEvent(env: Env): Promise<EventSubject> {
  const name = env['GITHUB_EVENT_NAME'] ?? '';
  const schema = schemas.get(name);
  if (schema === undefined) return {};
  const parsed = schema.safeParse(await readPayload(env['GITHUB_EVENT_PATH'] ?? ''));
  if (parsed.success) return parsed.data;
  throw new UserError('It is not known what is to be compared.', {
    problems: [
      error('check/unusable-event', `The event \`${name}\` does not say which commits it is about.`, {
        hint: 'Give the inputs `base` and `head`.',
      }),
    ],
  });
}

/** @returns undefined for what is no JSON; the schema refuses that like any other payload */
async function readPayload(path: string): Promise<unknown> {
  try {
    await using file = await open(path, 'r');
    const { size } = await file.stat();
    return size > mostBytes ? undefined : JSON.parse(await file.readFile('utf8'));
  } catch (cause) {
    if (cause instanceof SyntaxError || (cause instanceof Error && 'code' in cause)) return undefined;
    throw cause;
  }
}
