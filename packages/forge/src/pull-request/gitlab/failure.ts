import { waitOf } from '../../api/limits.ts';
import { field, parseJson } from '../../sources/json.ts';
import type { NoReply, Reply } from '../../sources/request.ts';

export type Failure =
  /** Nothing was done: another try may end better. */
  | { readonly kind: 'later'; readonly why: string; readonly afterMs?: number }
  /** Something may have been done. */
  | { readonly kind: 'lost'; readonly why: string }
  /** Something is not as it was when it was looked at. */
  | { readonly kind: 'outdated' }
  | { readonly kind: 'refused'; readonly status: number; readonly said: string };

/** What came of a request of GitLab's API that was not answered as it should be. */
export class GitLabError extends Error {
  override readonly name = 'GitLabError';
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.kind);
    this.failure = failure;
  }
}

/** @param isWrite - whether it is left open then what was done */
export function failureOf(reply: Reply | NoReply, isWrite: boolean): Failure {
  if (reply.kind !== 'reply') return inVain(`the answer of GitLab was lost (${reply.kind})`, isWrite);
  const { status, headers } = reply;
  const said = saidBy(reply);
  const afterMs = waitOf(status, said, Object.fromEntries(headers));
  if (afterMs !== undefined) return { kind: 'later', why: 'GitLab asks to slow down', afterMs };
  if (status >= 500 || status === 408 || status < 300) return inVain(`GitLab answered with ${status}`, isWrite);
  return status === 409 ? { kind: 'outdated' } : { kind: 'refused', status, said };
}

function inVain(why: string, isWrite: boolean): Failure {
  return { kind: isWrite ? 'lost' : 'later', why };
}

/** Its own words, bounded and without what could steer a terminal. */
function saidBy({ bytes }: Reply): string {
  const json = parseJson(bytes);
  const said = field(json, 'message') ?? field(json, 'error') ?? '';
  return (typeof said === 'string' ? said : JSON.stringify(said)).replaceAll(/\s+/g, ' ').replaceAll(/\p{C}/gu, '').slice(0, 500);
}

/** GitLab does not allow what was asked. Nothing was proposed. */
export class GitLabRefusal extends Error {
  override readonly name = 'GitLabRefusal';
  readonly code = 'state/push-refused';
  /** The branch that it is about. */
  readonly path: string;
  readonly hint: string;

  constructor(path: string, message: string, hint: string) {
    super(message);
    this.path = path;
    this.hint = hint;
  }
}

interface Asked {
  readonly project: string;
  readonly branch: string;
  readonly token: 'private' | 'job';
}

export function toRefusal({ status, said }: Extract<Failure, { kind: 'refused' }>, { project, branch, token }: Asked): GitLabRefusal {
  const [what, hint] = reasonOf(status, project, token);
  return new GitLabRefusal(branch, `${what} GitLab said (${status}): ${said === '' ? 'nothing' : said.replace(/\.$/, '')}.`, hint);
}

const goodToken = 'Set GITLAB_TOKEN to a project access token with the scope `api` and the role Developer.';

function reasonOf(status: number, project: string, token: Asked['token']): readonly [what: string, hint: string] {
  if (token === 'job' && [401, 403, 404].includes(status))
    return [`The token of a job does not reach the merge requests of ${project}.`, goodToken];
  if (status === 401) return [`GitLab does not take the token for ${project}.`, goodToken];
  if (status === 403) return [`The token may not open merge requests in ${project}.`, goodToken];
  if (status === 404)
    return [
      `There is no project ${project} with merge requests for this token.`,
      `${goodToken} Merge requests must be enabled in the project.`,
    ];
  return [`GitLab does not take the merge request in ${project}.`, 'Look at what GitLab said.'];
}
