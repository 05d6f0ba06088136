/** Somebody else's commit came first: what was planned on the old head must be planned again on the new one. */
export class HeadMovedError extends Error {
  override readonly name = 'HeadMovedError';
  readonly code = 'state/head-moved';
  /** The branch, in the place of a path. */
  readonly path: string;
  readonly hint = 'Nothing was written. Run it again: it starts from the new head.';
  readonly expected: string;
  readonly found: string;

  constructor(branch: string, expected: string, found: string, options?: ErrorOptions) {
    super(`The branch ${branch} moved from ${expected.slice(0, 12)} to ${found.slice(0, 12)} while this run was working.`, options);
    this.path = branch;
    this.expected = expected;
    this.found = found;
  }
}

/** The remote took the connection but not the commit, or there was no way to it. */
export class PushRefusedError extends Error {
  override readonly name = 'PushRefusedError';
  readonly code = 'state/push-refused';
  readonly path: string;
  readonly hint: string;

  /** @param said - what git said, free of credentials */
  constructor(branch: string, said: string, options?: ErrorOptions) {
    super(`The commit was not pushed to ${branch}: ${lastWords(said)}.`, options);
    this.path = branch;
    this.hint = hintFor(said);
  }
}

function lastWords(said: string): string {
  const lines = said.split('\n').map((line) => line.replace(/^(?:remote|error|fatal|!):?\s*/, '').trim());
  return (
    lines
      .find((line) => line !== '')
      ?.replace(/\.$/, '')
      .slice(0, 300) ?? 'git did not say why'
  );
}

function hintFor(said: string): string {
  if (/403|denied|Permission|not authorized|Authentication|could not read Username|401/i.test(said)) {
    return 'The token may not write here: give the job `permissions: contents: write` and pass its token, or commit with --no-push.';
  }
  if (/protected|GH006|GH013|pre-receive|hook declined/i.test(said)) {
    return 'The branch is protected: let the state live on an unprotected branch, or allow this actor to push.';
  }
  if (/not allowed|transport/i.test(said))
    return 'Only https remotes are pushed to: change the address of `origin`, or commit with --no-push and push yourself.';
  return 'Nothing was written. Look at what git said, or commit with --no-push and push yourself.';
}
