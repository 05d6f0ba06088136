import { redact, type GitError } from '../git/git-error.ts';
import type { RemoteRepository, Unreachable } from './remote.ts';

export interface Failure {
  /**
   * `later`: may go better in a moment. `locked`: another process is writing the same repository here. `denied`: the
   * credentials were not taken. `no-such-commit`: the server gives no commit by its id. `broken`: perhaps what is kept here
   * can not be used, or is gone. `final`: all the rest.
   */
  readonly kind: 'later' | 'locked' | 'denied' | 'no-such-commit' | 'broken' | 'final';
  readonly answer: Unreachable;
}

/**
 * What a failed fetch means; the words of git are those of `LC_ALL=C`.
 *
 * @param hadToken - whether it was tried with a token
 */
export function explainFailure({ failure, stderr }: GitError, repository: RemoteRepository, hadToken: boolean): Failure {
  const { host, slug } = repository;
  if (failure === 'not-started')
    return { ...final('repository', 'git could not be started', 'Install git, 2.38 or newer.'), kind: 'broken' };
  if (failure === 'timeout' || /Operation too slow|timed out/i.test(stderr)) return final('host', `${host} did not answer in time`, later);
  if (failure === 'too-large') return final('repository', `${slug} sent more than is accepted`, 'A Dockerfile has at most 1 MiB.');
  if (/\.lock': File exists|shallow file has changed|but expected|reference already exists/.test(stderr))
    return { ...final('repository', `another process is fetching ${slug}`, later), kind: 'locked' };
  if (/No space left on device|Disk quota exceeded/.test(stderr))
    return final('repository', `there is no space for ${slug} on this machine`, 'Make room, or name another cache folder.');
  if (/not our ref|unadvertised object/.test(stderr))
    return { ...final('repository', `${host} does not give out the commit`, later), kind: 'no-such-commit' };
  if (/redirect|requested URL returned error: 30\d/.test(stderr))
    return final('repository', `${slug} is no longer at this place on ${host}`, 'It was renamed or moved: correct `source.repo`.');
  if (/requested URL returned error: (?:429|5\d\d)|HTTP (?:429|5\d\d)/.test(stderr))
    return transient(host, `${host} answered with an error (${statusIn(stderr)})`);
  if (
    /Authentication failed|could not read (?:Username|Password)|error: 40[134]|repository '.*' not found|Repository not found|Access denied|denied to/i.test(
      stderr,
    )
  )
    return { ...denied(repository, hadToken), kind: 'denied' };
  if (
    /unable to access|RPC failed|hung up|early EOF|disconnect|transfer closed|Recv failure|Send failure|unexpected|bad pack/i.test(stderr)
  )
    return transient(host, `${host} could not be reached (${sentenceOf(stderr)})`);
  return { ...final('repository', `${slug} could not be fetched (${sentenceOf(stderr)})`, later), kind: 'broken' };
}

const later = 'Run again later. If it stays so, look at the status page of the host.';

function final(concerns: Unreachable['concerns'], reason: string, hint: string): Failure {
  return { kind: 'final', answer: { kind: 'unreachable', concerns, reason, hint } };
}

function transient(host: string, reason: string): Failure {
  return {
    kind: 'later',
    answer: {
      kind: 'unreachable',
      concerns: 'host',
      reason,
      hint: `Run again later; ${host} may be down, or asks to be asked less often.`,
    },
  };
}

/** A forge does not tell what is not there from what may not be seen. */
function denied({ provider, host, slug }: RemoteRepository, hadToken: boolean): Failure {
  const right = provider === 'github' ? '`contents: read`' : '`read_repository`';
  const reason = hadToken
    ? `${slug} was not found on ${host}, or the token may not read it`
    : `${slug} was not found on ${host}, or may not be read without a token`;
  return final('repository', reason, `Correct \`source.repo\`, or give a token with ${right} on ${slug}.`);
}

function statusIn(stderr: string): string {
  return /(?:error: |HTTP )(\d{3})/.exec(stderr)?.[1] ?? 'no status';
}

/** What git itself said last, without addresses; never what a server wrote. */
function sentenceOf(stderr: string): string {
  const said = stderr.split('\n').findLast((line) => /^(?:fatal|error): /.test(line)) ?? 'git did not say why';
  const known = said.replace(/^(?:fatal|error): /, '').replace(/unable to access '[^']*': /, '');
  // The same failure reads the same in each run, or state would change with it.
  return redact(known, [])
    .replace(/ (?:after|in) \d+ (?:ms|milliseconds|seconds)/, '')
    .slice(0, 200);
}
