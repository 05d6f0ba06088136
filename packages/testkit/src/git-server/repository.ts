import { mkdir, open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { bareGit } from './bare-git.ts';
import { formatFastImport, type Entry } from './fast-import.ts';
import { protectBranches } from './protection.ts';
import type { Wording } from './wording.ts';

/** What a commit changes, by path; `undefined` removes. */
export type Entries = Readonly<Record<string, Entry | undefined>>;

export interface CommitOptions {
  /** Default: the repository's own. */
  readonly branch?: string;
  readonly message?: string;
}

export interface ServedCommit {
  readonly commit: string;
  readonly author: string;
  /** The whole message, without the last line end. */
  readonly message: string;
}

/** A bare repository behind the server, seen from inside: for assertions, and for what others do meanwhile. */
export interface ServedRepository {
  /** Where clients find it, without credentials. */
  readonly url: string;
  /** The bare repository's folder. */
  readonly path: string;
  readonly branch: string;
  /** @returns the commit that the branch points to; undefined where there is no such branch */
  head(branch?: string): Promise<string | undefined>;
  /** Newest first. */
  log(branch?: string): Promise<ServedCommit[]>;
  listFiles(branch?: string): Promise<string[]>;
  /** @returns undefined where the branch has no such file */
  readFile(path: string, branch?: string): Promise<string | undefined>;
  /** A rival's commit on top of the branch, past HTTP and hooks; a branch that is not there begins with it. @returns its id */
  commit(entries: Entries, options?: CommitOptions): Promise<string>;
  /** The files of the branch on a new first commit, as if somebody had forced a push. @returns its id */
  rewriteHistory(branch?: string): Promise<string>;
  deleteBranch(branch?: string): Promise<void>;
  /** A hook refuses pushes to the branch until `unprotect`. */
  protect(branch?: string): Promise<void>;
  unprotect(branch?: string): Promise<void>;
  /** Holds git's lock file of the branch until the end of the scope: another process is just writing it. */
  lockBranch(branch?: string): Promise<AsyncDisposable>;
  /** @throws Error with what git found, when objects are missing or broken */
  fsck(): Promise<void>;
  /** Any other question, answered without the last line end. */
  git(...args: string[]): Promise<string>;
}

export interface OpenOptions {
  /** A bare repository whose HEAD is `branch`. */
  readonly path: string;
  readonly url: string;
  readonly branch: string;
  readonly wording: Wording;
}

export function openRepository({ path, url, branch, wording }: OpenOptions): ServedRepository {
  const run = bareGit(path);
  const protectedBranches = new Set<string>();
  let time = Date.UTC(2026, 0, 1) / 1000; // the same ids on every machine: the clock moves a minute with each commit

  async function git(...args: string[]): Promise<string> {
    return (await run(args)).replace(/\n$/, '');
  }

  async function head(name = branch): Promise<string | undefined> {
    return (await git('for-each-ref', '--format=%(objectname)', refOf(name))) || undefined;
  }

  async function commit(entries: Entries, { branch: name = branch, message = 'A rival was here' }: CommitOptions = {}): Promise<string> {
    time += 60;
    await run(['fast-import', '--quiet'], { stdin: formatFastImport({ branch: name, message, parent: await head(name), entries, time }) });
    return git('rev-parse', refOf(name));
  }

  async function rewriteHistory(name = branch): Promise<string> {
    time += 60;
    const rewritten = await run(['commit-tree', `${refOf(name)}^{tree}`, '-m', 'Rewritten'], { env: rival(time) });
    await git('update-ref', refOf(name), rewritten.trim());
    return rewritten.trim();
  }

  async function listFiles(name = branch): Promise<string[]> {
    return records(await git('ls-tree', '-r', '-z', '--name-only', refOf(name)));
  }

  return {
    url,
    path,
    branch,
    head,
    log: async (name = branch) => records(await git('log', '-z', '--format=%H%n%an%n%B', refOf(name))).map(parseCommit),
    listFiles,
    async readFile(file, name = branch) {
      const isThere = (await listFiles(name)).includes(file);
      return isThere ? run(['cat-file', 'blob', `${refOf(name)}:${file}`]) : undefined;
    },
    commit,
    rewriteHistory,
    async deleteBranch(name = branch) {
      await git('update-ref', '-d', refOf(name));
    },
    protect: (name = branch) => protectBranches(path, protectedBranches.add(name), wording),
    async unprotect(name = branch) {
      protectedBranches.delete(name);
      await protectBranches(path, protectedBranches, wording);
    },
    lockBranch: (name = branch) => lockFile(join(path, `${refOf(name)}.lock`)),
    async fsck() {
      const found = await git('fsck', '--full', '--strict', '--no-dangling');
      if (found !== '') throw new Error(found);
    },
    git,
  };
}

function refOf(branch: string): string {
  return `refs/heads/${branch}`;
}

function rival(time: number): Record<string, string> {
  const [name, email, date] = ['Rival', 'rival@example.com', `${time} +0000`];
  return {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
    GIT_COMMITTER_DATE: date,
  };
}

function records(text: string): string[] {
  return text.split('\0').filter((record) => record !== '');
}

function parseCommit(record: string): ServedCommit {
  const [commit = '', author = '', ...message] = record.split('\n');
  return { commit, author, message: message.join('\n').trimEnd() };
}

async function lockFile(path: string): Promise<AsyncDisposable> {
  await mkdir(dirname(path), { recursive: true });
  await (await open(path, 'wx')).close();
  return { [Symbol.asyncDispose]: () => rm(path, { force: true }) };
}
