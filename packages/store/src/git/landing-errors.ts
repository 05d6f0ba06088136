export type RefusalKind = 'protected' | 'not-allowed' | 'no-access' | 'not-found' | 'no-remote' | 'no-https' | 'other';

/** The remote was reached and does not do what it is asked for; another try would end the same. Nothing was written. */
export class RemoteRefusedError extends Error {
  override readonly name = 'RemoteRefusedError';
  readonly code = 'state/push-refused';
  /** The branch, in the place of a path. */
  readonly path: string;
  readonly hint: string;
  readonly kind: RefusalKind;

  /** @param said - what git said, free of credentials */
  constructor(branch: string, kind: RefusalKind, said: string, options?: ErrorOptions) {
    super(`The branch ${branch} of the remote ${whats[kind]}: ${firstWords(said)}.`, options);
    this.path = branch;
    this.kind = kind;
    this.hint = hints[kind];
  }
}

/** What would be committed can not be written on this machine. The remote has nothing of it. */
export class CloneUnwritableError extends Error {
  override readonly name = 'CloneUnwritableError';
  readonly code = 'state/unwritable';
  /** The branch, in the place of a path. */
  readonly path: string;
  readonly hint = 'Make room in the clone, or make it writable, and run it again: nothing was committed.';

  /** @param why - in the words of git */
  constructor(branch: string, why: string, options?: ErrorOptions) {
    super(`The clone can not be written to commit to ${branch}: ${why}.`, options);
    this.path = branch;
  }
}

const whats: Readonly<Record<RefusalKind, string>> = {
  protected: 'is protected',
  'not-allowed': 'may not be written with this token',
  'no-access': 'can not be reached with these credentials',
  'not-found': 'can not be found',
  'no-remote': 'has no address',
  'no-https': 'is behind an address that is not used',
  other: 'could not be read or written',
};

const hints: Readonly<Record<RefusalKind, string>> = {
  protected: 'Let the state live on a branch of its own (`commit.stateBranch` in factory.yaml), or allow this actor to push.',
  'not-allowed':
    'Give the job `permissions: contents: write` and pass its token; a personal or App token needs `contents: write` on this repository.',
  'no-access':
    'Pass a token in GITHUB_TOKEN or GITLAB_TOKEN (action: `github-token`) that may read and write the repository: `contents: write`.',
  'not-found': 'Look at the address of `origin`; a private repository is not shown to a token without `contents: read`.',
  'no-remote': 'Name the repository that the branch belongs to (`git remote add origin https://…`), or commit with --no-push.',
  'no-https':
    'Only https addresses are used, and http on this machine: change the address of `origin`, or commit with --no-push and push yourself.',
  other: 'Look at what git said, or commit with --no-push and push yourself.',
};

function firstWords(said: string): string {
  const lines = said.split('\n').map((line) =>
    line
      .replace(/^(?:remote|error|fatal|!):?\s*/, '')
      .replace(/^(?:error|fatal):\s*/, '')
      .trim(),
  );
  return (
    lines
      .find((line) => line !== '')
      ?.replace(/\.$/, '')
      .slice(0, 300) ?? 'git did not say why'
  );
}
