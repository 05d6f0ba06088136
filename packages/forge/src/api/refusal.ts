import { ApiError, type Failure } from './failure.ts';

/** GitHub does not allow what was asked, or can not be asked. Nothing was written. */
export class GitHubRefusal extends Error {
  override readonly name = 'GitHubRefusal';
  readonly code: 'state/push-refused' | 'state/unwritable';
  /** The branch or file that it is about. */
  readonly path: string;
  /** What to do next. */
  readonly hint: string;

  constructor(path: string, message: string, hint: string, code: GitHubRefusal['code'] = 'state/push-refused') {
    super(message);
    this.path = path;
    this.hint = hint;
    this.code = code;
  }
}

/** What a request was about, for the words of its refusal. */
export interface Asked {
  readonly repository: string;
  readonly branch: string;
  /** Permissions in the words of a workflow, for a GitHub that does not name them: `contents: write`. */
  readonly needs: readonly string[];
}

/** Words for a failure that is not worth another try; an error that is not GitHub's stays what it is. */
export function toRefusal(error: unknown, asked: Asked): unknown {
  return error instanceof ApiError ? explainRefusal(error.failure, asked) : error;
}

function explainRefusal(failure: Failure, asked: Asked): GitHubRefusal {
  const { repository, branch } = asked;
  if (failure.kind !== 'refused') {
    const wait = failure.kind === 'wait' ? ` It asks to wait for ${Math.ceil(failure.afterMs / 1000)} s.` : '';
    return new GitHubRefusal(
      branch,
      `GitHub was asked about ${repository} in vain: ${failure.why}.${wait}`,
      'Nothing is lost: run it again later.',
    );
  }
  const { said, status } = failure;
  const [what, hint] = reasonOf(failure, asked);
  return new GitHubRefusal(branch, `${what} GitHub said (${status}): ${said.replace(/\.$/, '')}.`, hint);
}

export const isProtection = ({ types, said }: Extract<Failure, { kind: 'refused' }>): boolean =>
  types.includes('BRANCH_PROTECTION_RULE_VIOLATION') ||
  /GH006|GH013|protected branch|rule violations?|through a pull request|required status check/i.test(said);

function reasonOf(failure: Extract<Failure, { kind: 'refused' }>, { repository, branch, needs }: Asked): readonly [string, string] {
  const { said, status, types } = failure;
  if (isProtection(failure))
    return [
      `The branch ${branch} of ${repository} is protected.`,
      'Let state live on an unprotected branch (`commit.stateBranch` in factory.yaml), or pass the token of a GitHub App that the rules let through; the token of a job can not be one.',
    ];
  if (/not permitted to create or approve pull requests/i.test(said))
    return [
      `The token of a job may not open pull requests in ${repository}.`,
      'Allow it in the settings of the repository (Actions, General, Workflow permissions), or pass the token of a GitHub App.',
    ];
  if (/`?workflows?`? permission|workflow` scope/i.test(said))
    return [
      `The token may not change workflows in ${repository}.`,
      'Keep workflows out of what is committed, or pass the token of a GitHub App with `permission-workflows: write`.',
    ];
  if (status === 401)
    return [`The token is not good for ${repository}.`, 'Pass a token that has not expired; one of a GitHub App is good for an hour.'];
  if (status === 403 || types.includes('FORBIDDEN')) {
    const lines = failure.needs === undefined ? needs : permissionLines(failure.needs);
    return [`The token may not do this in ${repository}.`, `Give the job \`permissions: { ${lines.join(', ')} }\`, and pass its token.`];
  }
  if (status === 413 || /too large|too big|maximum (?:allowed )?(?:payload|size)|payload/i.test(said))
    return [
      `The commit is larger than the API of GitHub takes at once.`,
      'Commit with git instead (`commit-by: git`): it has no such limit, and one commit can not be divided.',
    ];
  if (status === 404 || types.includes('NOT_FOUND'))
    return [
      `There is no ${repository} that the token can see, or no branch ${branch} in it.`,
      `Look at the name; for a private repository the token needs \`${needs[0] ?? 'contents: read'}\` in it.`,
    ];
  return [
    `The change of ${branch} in ${repository} was not taken.`,
    'Nothing was written. Look at what GitHub said, or commit with git (`commit-by: git`).',
  ];
}

/** `contents=write,workflows=write; actions=read` are alternatives, of which the first is told. */
function permissionLines(needs: string): readonly string[] {
  const [first = ''] = needs.split(';');
  return first.split(',').map((one) => one.trim().replaceAll('_', '-').replace('=', ': '));
}
