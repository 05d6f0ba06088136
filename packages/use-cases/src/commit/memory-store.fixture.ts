import { parseBranchName, type BranchName } from '@image-factory/core/enrollment';
import type { FileRead } from '../ports.ts';
import type { CommitOutcome, Opened, StateStore } from './state-store.ts';

type Change = { readonly kind: 'write'; readonly path: string; readonly text: string } | { readonly kind: 'remove'; readonly path: string };

/** A commit in memory. */
export interface MemoryCommit {
  readonly id: string;
  readonly parent: string | undefined;
  readonly files: ReadonlyMap<string, string>;
  readonly message: string;
}

/** What happens to a commit besides being made. */
export type Fate = 'lands' | 'lands unanswered' | 'lost unanswered' | 'busy';

/** A remote in memory: branches of commits, with compare-and-swap. */
export class MemoryRemote {
  readonly commits = new Map<string, MemoryCommit>();
  readonly branches = new Map<string, string>();
  /** For the commits to come, one after the other; then all land. */
  readonly fates: Fate[] = [];
  /** Called before each commit is judged: the moment for somebody else. */
  meanwhile: () => void = () => {};

  /** Puts a commit on a branch, as somebody else would. */
  put(branch: string, files: Readonly<Record<string, string>>): string {
    const changes = Object.entries(files).map(([path, text]) => ({ kind: 'write' as const, path, text }));
    return this.make(branch, this.branches.get(branch), changes, 'by somebody else').id;
  }

  head(branch: string): MemoryCommit | undefined {
    return this.commits.get(this.branches.get(branch) ?? '');
  }

  /** The messages of a branch, newest first. */
  log(branch: string): string[] {
    const messages: string[] = [];
    for (let commit = this.head(branch); commit !== undefined; commit = this.commits.get(commit.parent ?? '')) messages.push(commit.message);
    return messages;
  }

  store(branch: BranchName): StateStore {
    let seen: string | undefined;
    return {
      branch,
      open: async (): Promise<Opened> => {
        const commit = this.head(branch);
        seen = commit?.id;
        return commit === undefined ? { kind: 'absent' } : { kind: 'head', head: { commit: commit.id, ...readingOf(commit.files), history: noHistory } };
      },
      commit: async (expected, { changes, message }): Promise<CommitOutcome> => {
        this.meanwhile();
        const fate = this.fates.shift() ?? 'lands';
        if (fate === 'busy') return { kind: 'busy', why: 'the remote could not be reached', afterMs: 5 };
        if (fate === 'lost unanswered') return { kind: 'unclear', why: 'the answer of the remote was lost', commit: 'lost' };
        if (this.branches.get(branch) !== expected) return { kind: 'moved' };
        const { id } = this.make(branch, expected, changes, message);
        return fate === 'lands' ? { kind: 'landed', commit: id } : { kind: 'unclear', why: 'the answer of the remote was lost', commit: id };
      },
      holds: async (wanted) => {
        for (let commit = this.commits.get(seen ?? ''); commit !== undefined; commit = this.commits.get(commit.parent ?? '')) if (commit.id === wanted) return true;
        return false;
      },
    };
  }

  private make(branch: string, parent: string | undefined, changes: readonly Change[], message: string): MemoryCommit {
    const files = new Map(this.commits.get(parent ?? '')?.files);
    for (const change of changes) {
      if (change.kind === 'write') files.set(change.path, change.text);
      else files.delete(change.path);
    }
    const commit = { id: (this.commits.size + 1).toString(16).padStart(40, '0'), parent, files, message };
    this.commits.set(commit.id, commit);
    this.branches.set(branch, commit.id);
    return commit;
  }
}

const noHistory = {
  async *versions() {
    yield* [];
  },
};

function readingOf(files: ReadonlyMap<string, string>) {
  return {
    read: async (path: string): Promise<FileRead> => {
      const text = files.get(path);
      return text === undefined ? { kind: 'missing' } : { kind: 'file', text, hash: text };
    },
    list: async (folder: string) => [...files.keys()].filter((path) => path.startsWith(`${folder}/`)).map((path) => path.slice(folder.length + 1)),
  };
}

export function branchOf(text: string): BranchName {
  const parsed = parseBranchName(text);
  if (!parsed.ok) throw new Error(text);
  return parsed.value;
}
