import type { Commit } from './bare-repository.ts';
import type { Dispatch } from './options.ts';
import type { Issue, Repository, Run, World } from './world.ts';

/** What a test sees of a repository, past the API and its permissions. */
export interface RepositoryHandle {
  readonly id: number;
  /** Folder of the bare repository. */
  readonly path: string;
  /** The commit of a branch; default: of the default branch. Undefined when there is no such branch. */
  head(branch?: string): Promise<string | undefined>;
  /** Text of a file; undefined when it is not there. */
  readFile(path: string, ref?: string): Promise<string | undefined>;
  /** Newest first. */
  log(ref?: string): Promise<readonly Commit[]>;
  /** A commit by somebody else, past all protection; text by path, undefined takes a file away. Gives its id. */
  commit(
    files: Readonly<Record<string, string | undefined>>,
    options?: { readonly branch?: string; readonly message?: string },
  ): Promise<string>;
  /** Texts of the comments of a pull request, oldest first. */
  comments(pull: number): readonly { readonly author: string; readonly body: string }[];
  readonly pulls: readonly {
    readonly number: number;
    readonly state: string;
    readonly title: string;
    readonly labels: readonly string[];
  }[];
  /** Somebody merges a pull request, with a commit of its own. @throws Error when it can not be merged */
  merge(pull: number): Promise<string>;
  readonly issues: readonly Readonly<Issue>[];
  /** Past the API: somebody changes an issue. @throws RangeError when there is no such issue */
  setIssue(number: number, change: Partial<Pick<Issue, 'title' | 'body' | 'state' | 'labels'>>): void;
  readonly dispatches: readonly Dispatch[];
  readonly runs: readonly Readonly<Run>[];
  /** @throws RangeError when there is no such run */
  setRun(id: number, status: Run['status'], conclusion?: string): void;
}

export function openHandle({ now }: World, repository: Repository): RepositoryHandle {
  const { git, defaultBranch } = repository;
  return {
    id: repository.id,
    path: git.path,
    head: (branch = defaultBranch) => git.ref(`refs/heads/${branch}`),
    async readFile(path, ref = defaultBranch) {
      const [entry] = await git.tree(ref, { path });
      return entry?.type === 'blob' ? (await git.blob(entry.sha)).toString('utf8') : undefined;
    },
    log: (ref = defaultBranch) => git.log(ref),
    async commit(files, { branch = defaultBranch, message = 'somebody else' } = {}) {
      const before = await git.ref(`refs/heads/${branch}`);
      const changes = Object.entries(files).map(([path, text]) => ({
        path,
        ...(text === undefined ? {} : { content: Buffer.from(text) }),
      }));
      const person = { name: 'Somebody Else', email: 'else@example.com', date: now().toISOString() };
      const commit = await git.writeCommit(before ?? (await git.ref(`refs/heads/${defaultBranch}`)), changes, message, {
        author: person,
        committer: person,
      });
      if (!(await git.moveRef(`refs/heads/${branch}`, commit, before))) throw new Error(`${branch} moved meanwhile.`);
      return commit;
    },
    comments: (pull) => repository.comments.filter(({ issue }) => issue === pull),
    pulls: repository.pulls,
    async merge(number) {
      const pull = repository.pulls.find((one) => one.number === number && one.state === 'open');
      const [base, head] = [await git.ref(`refs/heads/${pull?.base}`), await git.ref(`refs/heads/${pull?.head.branch}`)];
      if (pull === undefined || base === undefined || head === undefined) throw new Error(`There is no open pull request ${number}.`);
      const tree = (await git.run(['merge-tree', '--write-tree', base, head])).trim();
      const people = ['-c', 'user.name=Somebody Else', '-c', 'user.email=else@example.com'];
      const commit = (
        await git.run([...people, 'commit-tree', tree, '-p', base, '-p', head, '-m', `Merge pull request #${number}`])
      ).trim();
      if (!(await git.moveRef(`refs/heads/${pull.base}`, commit, base))) throw new Error(`${pull.base} moved meanwhile.`);
      Object.assign(pull, { state: 'closed', closedHead: head, mergedAt: now(), updatedAt: now() });
      return commit;
    },
    issues: repository.issues,
    setIssue(number, change) {
      const issue = repository.issues.find((one) => one.number === number);
      if (issue === undefined) throw new RangeError(`There is no issue ${number}.`);
      Object.assign(issue, change, { updatedAt: now() });
    },
    dispatches: repository.dispatches,
    runs: repository.runs,
    setRun(id, status, conclusion) {
      const run = repository.runs.find((one) => one.id === id);
      if (run === undefined) throw new RangeError(`There is no run ${id}.`);
      run.status = status;
      run.conclusion = status === 'completed' ? (conclusion ?? 'success') : null;
      run.updatedAt = now();
    },
  };
}
