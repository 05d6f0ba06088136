import type { BranchName } from '@image-factory/core/enrollment';
import type { GitError } from './git-error.ts';
import { CloneUnwritableError, RemoteRefusedError } from './landing-errors.ts';

/** What a failed conversation with the remote means; the words of git are those of `LC_ALL=C`. */
export type Judgement =
  | { readonly kind: 'moved' }
  | { readonly kind: 'absent' }
  /** What was asked may have been done. */
  | { readonly kind: 'unclear'; readonly why: string }
  | { readonly kind: 'busy'; readonly why: string };

/**
 * Judges a push or fetch that failed.
 *
 * @throws RemoteRefusedError when trying again would not help
 * @throws CloneUnwritableError when it is not the remote that does not take it, but the disk here
 */
export function judgeRemote({ stderr, failure }: GitError, branch: BranchName, doing: 'push' | 'fetch', cause: unknown): Judgement {
  if (failure === 'timeout') return lost('the remote did not answer in time', doing);
  refuseUnwritable(stderr, branch, cause);
  const [lock] = /^(?!remote:).*Unable to create '.*\.lock'(?=: File exists)/m.exec(stderr) ?? [];
  if (lock !== undefined) return { kind: 'busy', why: `another git is at work in this clone, or ended there too early (${reason(lock)})` };
  // Somebody else was faster: seen before the update, while it was locked, or by the lease.
  if (/\[rejected\].*\((?:fetch first|non-fast-forward|stale info|needs force)\)/.test(stderr)) return { kind: 'moved' };
  if (/protected branch|GH006|GH013|rule violations|hook declined/i.test(stderr))
    throw new RemoteRefusedError(branch, 'protected', stderr, { cause });
  // Also said when a push that landed was sent once more by the HTTP library.
  if (/cannot lock ref|failed to update ref/.test(stderr)) return lost('somebody else was committing at the same time', doing);
  if (/couldn't find remote ref/.test(stderr)) return { kind: 'absent' };
  if (/\b403\b/.test(stderr) && /^remote: .*(?:denied|not allowed|not accessible|permission)/im.test(stderr))
    throw new RemoteRefusedError(branch, 'not-allowed', stderr, { cause });
  if (/could not read (?:Username|Password)|Authentication failed|\b401\b/.test(stderr))
    throw new RemoteRefusedError(branch, 'no-access', stderr, { cause });
  if (/Repository not found|repository '.*' not found|does not appear to be a git repository/i.test(stderr))
    throw new RemoteRefusedError(branch, 'not-found', stderr, { cause });
  if (/transport '.*' not allowed/.test(stderr)) throw new RemoteRefusedError(branch, 'no-https', stderr, { cause });
  // The first question of git failed: nothing was sent yet.
  if (/unable to access/.test(stderr)) return { kind: 'busy', why: `the remote could not be reached (${reason(stderr)})` };
  if (/RPC failed|hung up unexpectedly|early EOF|disconnect|Recv failure|unexpected end|flush/i.test(stderr))
    return lost(`the answer of the remote was lost (${reason(stderr)})`, doing);
  throw new RemoteRefusedError(branch, 'other', stderr, { cause });
}

/**
 * What git says when it can not write here; it seldom passes on the words of the system. The same of the server begins with
 * `remote:`.
 *
 * @throws CloneUnwritableError if that is why it failed
 */
export function refuseUnwritable(stderr: string, branch: BranchName, cause: unknown): void {
  const why = unwritable.find((words) => words.test(stderr));
  if (why !== undefined) throw new CloneUnwritableError(branch, why.exec(stderr)?.[1] ?? '', { cause });
}

const unwritable: readonly RegExp[] = [
  /^(?!remote:).*(Out of diskspace|No space left on device|Disk quota exceeded|Read-only file system|Permission denied)$/m,
  /^(?!remote:).*cannot (?:update|lock) ref '[^']*': ((?:couldn't write|unable to create directory).*)$/m,
  /^(?!remote:).*(Unable to create temporary file .*|insufficient permission for adding an object.*|unable to write .*file.*)$/im,
];

function lost(why: string, doing: 'push' | 'fetch'): Judgement {
  return { kind: doing === 'push' ? 'unclear' : 'busy', why };
}

function reason(stderr: string): string {
  const said =
    /(?:unable to access '[^']*': |RPC failed; )(.*)/.exec(stderr)?.[1] ??
    /(?:error|fatal): (.*)/.exec(stderr)?.[1] ??
    'git did not say why';
  return said.trim().slice(0, 200);
}
