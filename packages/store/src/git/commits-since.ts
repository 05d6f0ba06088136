import { ask, commandsIn } from './run.ts';

/** What a branch has that its base has not. */
export interface CommitsSince {
  /** Where the branch left the base. */
  readonly from: string;
  /** Oldest first. */
  readonly commits: readonly SeenCommit[];
}

export interface SeenCommit {
  readonly message: string;
  readonly parents: number;
  readonly authorEmail: string;
  readonly committerEmail: string;
}

/** Who puts more on a branch has made it theirs. */
const mostCommits = 100;

/**
 * The commits between two that are both here.
 *
 * @returns undefined where they have nothing in common, as far as this clone goes back, and where there are too many
 */
export async function commitsSince(root: string, base: string, head: string): Promise<CommitsSince | undefined> {
  const run = commandsIn(root, { GIT_ALLOW_PROTOCOL: '' });
  const from = await ask(run, ['merge-base', '--end-of-options', base, head]);
  if (from === undefined) return undefined;
  const format = ['%ae', '%ce', '%P', '%B'].join(fieldEnd);
  const log = ['log', '-z', '--reverse', `--max-count=${mostCommits + 1}`, `--format=${format}`];
  const listed = await ask(run, [...log, '--end-of-options', `${base}..${head}`]);
  if (listed === undefined) return undefined;
  const commits = listed === '' ? [] : listed.replace(/\0$/, '').split('\0').map(toCommit);
  return commits.length > mostCommits ? undefined : { from, commits };
}

const fieldEnd = '%x1f';

function toCommit(text: string): SeenCommit {
  const [authorEmail = '', committerEmail = '', parents = '', ...message] = text.split('\x1f');
  return {
    authorEmail,
    committerEmail,
    parents: parents.split(' ').filter((id) => id !== '').length,
    message: message.join('\x1f').trim(),
  };
}
