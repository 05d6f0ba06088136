/** Why a git command gave no answer; `not-started`: git is not installed, or its folder is not there. */
export type GitFailure = 'not-started' | 'failed' | 'timeout' | 'too-large';

export interface GitErrorDetails {
  readonly failure: GitFailure;
  readonly args: readonly string[];
  readonly stderr: string;
  readonly exitCode?: number;
  /** Texts that must not be seen, such as tokens. */
  readonly secrets: readonly string[];
  readonly cause?: unknown;
}

const longestText = 2000;

/** A git command that failed. Its texts hold no credential and no control character. */
export class GitError extends Error {
  override readonly name = 'GitError';
  readonly failure: GitFailure;
  readonly exitCode: number | undefined;
  /** What git said, at most 2,000 characters. */
  readonly stderr: string;

  constructor({ failure, args, stderr, exitCode, secrets, cause }: GitErrorDetails) {
    const said = redact(stderr, secrets).trim().slice(0, longestText);
    const command = redact(args.join(' '), secrets).slice(0, longestText);
    super(`git ${command}: ${describe(failure, exitCode)}${said === '' ? '' : `\n${said}`}`, { cause });
    this.failure = failure;
    this.exitCode = exitCode;
    this.stderr = said;
  }
}

function describe(failure: GitFailure, exitCode: number | undefined): string {
  switch (failure) {
    case 'not-started':
      return 'git could not be started';
    case 'failed':
      return exitCode === undefined ? 'ended from outside' : `exit code ${exitCode}`;
    case 'timeout':
      return 'took too long';
    case 'too-large':
      return 'wrote more than it may';
  }
}

/** Takes out the secrets, credentials in URLs and headers, and everything that could steer a terminal. */
export function redact(text: string, secrets: readonly string[]): string {
  // The longest first: one secret may be part of another.
  const longestFirst = secrets.filter((secret) => secret !== '').toSorted((a, b) => b.length - a.length);
  const hidden = longestFirst.reduce((clean, secret) => clean.replaceAll(secret, '***'), text);
  return hidden
    .replace(/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@]*@/gi, '$1***@')
    .replace(/(\b(?:proxy-)?authorization:\s*)[^\r\n]*/gi, '$1***')
    .replace(/[^\P{C}\n\t]/gu, '');
}
