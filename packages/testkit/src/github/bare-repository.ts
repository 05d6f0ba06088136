import { formatCommit } from './fast-commit.ts';
import { git, runGit } from './git.ts';

export interface TreeEntry {
  readonly mode: string;
  readonly type: 'blob' | 'tree' | 'commit';
  readonly sha: string;
  readonly path: string;
  /** Of blobs, in bytes. */
  readonly size?: number;
}

export interface Person {
  readonly name: string;
  readonly email: string;
  /** As in ISO 8601. */
  readonly date: string;
}

export interface Commit {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly author: Person;
  readonly committer: Person;
}

export interface Change {
  readonly path: string;
  /** Without it the file goes. */
  readonly content?: Buffer;
}

/** A bare repository on disk: what git says, as data. */
export interface BareRepository {
  readonly path: string;
  /** @returns undefined when there is no such object; a ref, an id, or anything else that git resolves */
  resolve(revision: string, type?: 'commit' | 'tree' | 'blob'): Promise<string | undefined>;
  /** The id of what a ref of exactly this full name points to. */
  ref(name: string): Promise<string | undefined>;
  /** Moves a ref, or makes it where there was none; false when it is not where it was expected. */
  moveRef(name: string, to: string, from: string | undefined): Promise<boolean>;
  blob(sha: string): Promise<Buffer>;
  tree(treeish: string, options?: { readonly recursive?: boolean; readonly path?: string }): Promise<TreeEntry[]>;
  commit(sha: string): Promise<Commit>;
  /** Newest first. */
  log(range: string): Promise<Commit[]>;
  /** Writes a commit that nothing points to yet. Files that were there keep their mode. */
  writeCommit(
    parent: string | undefined,
    changes: readonly Change[],
    message: string,
    people: { author: Person; committer: Person },
  ): Promise<string>;
  run(args: readonly string[], options?: { readonly stdin?: string | Buffer; readonly env?: Record<string, string> }): Promise<string>;
}

const nothing = '0'.repeat(40);
let commits = 0;

export function openBareRepository(path: string): BareRepository {
  const run: BareRepository['run'] = (args, options) => git(path, args, options);

  const resolve: BareRepository['resolve'] = async (revision, type = 'commit') => {
    const found = await runGit(path, ['rev-parse', '--quiet', '--verify', '--end-of-options', `${revision}^{${type}}`]);
    return found.exitCode === 0 ? found.stdout.toString().trim() : undefined;
  };

  const log: BareRepository['log'] = async (range) => {
    const format = ['%H', '%T', '%P', '%an', '%ae', '%aI', '%cn', '%ce', '%cI', '%B'].join('%x00');
    const text = await run(['log', '-z', `--format=${format}%x00%x01`, '--end-of-options', range, '--']);
    return text.split('\0\x01').flatMap((record) => readCommit(record.startsWith('\0') ? record.slice(1) : record));
  };

  async function entries(treeish: string, args: readonly string[]): Promise<TreeEntry[]> {
    const text = await run(['ls-tree', '-z', '--long', treeish, ...args]);
    return text.split('\0').flatMap(readEntry);
  }

  return {
    path,
    run,
    resolve,
    log,
    async ref(name) {
      const found = await runGit(path, ['show-ref', '--verify', '--hash', '--', name]);
      return found.exitCode === 0 ? found.stdout.toString().trim() : undefined;
    },
    async moveRef(name, to, from) {
      return (await runGit(path, ['update-ref', '--', name, to, from ?? nothing])).exitCode === 0;
    },
    async blob(sha) {
      return (await runGit(path, ['cat-file', 'blob', sha])).stdout;
    },
    tree: (treeish, { recursive = false, path: below } = {}) =>
      entries(treeish, [...(recursive ? ['-r', '-t'] : []), ...(below === undefined ? [] : ['--', below])]),
    async commit(sha) {
      const [commit] = await log(`${sha}^!`);
      if (commit === undefined) throw new Error(`there is no commit ${sha}`);
      return commit;
    },
    async writeCommit(parent, changes, message, { author, committer }) {
      commits += 1;
      const modes =
        parent === undefined || changes.length === 0 ? [] : await entries(parent, ['--', ...changes.map((change) => change.path)]);
      const executable = new Set(modes.flatMap((entry) => (entry.mode === '100755' ? [entry.path] : [])));
      const stdin = formatCommit({ parent, changes, message, author, committer, executable, ref: `refs/written/${commits}` });
      return run(['fast-import', '--quiet'], { stdin });
    },
  };
}

function readEntry(line: string): TreeEntry[] {
  const [, mode = '', type, sha = '', size = '', path = ''] = /^(\d+) (\w+) ([0-9a-f]+) +(-|\d+)\t([\s\S]*)$/.exec(line) ?? [];
  if (type !== 'blob' && type !== 'tree' && type !== 'commit') return [];
  return [{ mode, type, sha, path, ...(size === '-' ? {} : { size: Number(size) }) }];
}

function readCommit(record: string): Commit[] {
  const [sha = '', tree = '', parents = '', name = '', email = '', date = '', byName = '', byEmail = '', byDate = '', message = ''] =
    record.split('\0');
  if (sha === '') return [];
  const committer = { name: byName, email: byEmail, date: byDate };
  return [
    {
      sha,
      tree,
      parents: parents.split(' ').filter((one) => one !== ''),
      message: message.trimEnd(),
      author: { name, email, date },
      committer,
    },
  ];
}
