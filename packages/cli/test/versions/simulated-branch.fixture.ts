import type { FileChange, StateStore } from '@image-factory/use-cases';
import type { BranchName } from '@image-factory/core/enrollment';
import type { VirtualTime } from './virtual-time.fixture.ts';

type Files = ReadonlyMap<string, string>;

/** A branch with compare-and-swap, and with the time that it takes to ask for it and to push to it. */
export interface SimulatedBranch {
  store(): StateStore;
  readonly files: Files;
  /** How many commits landed. */
  readonly commits: number;
}

/** About what a forge takes for a fetch and a push, in milliseconds. */
const fetchMs = 300;
const pushMs = 700;

export function simulatedBranch(branch: BranchName, first: Readonly<Record<string, string>>, time: VirtualTime): SimulatedBranch {
  const versions: Files[] = [new Map(Object.entries(first))];
  const newest = (): Files => versions.at(-1) ?? new Map();

  async function commit(expected: string | undefined, changes: readonly FileChange[]): ReturnType<StateStore['commit']> {
    await time.sleep(pushMs / 2);
    const landed = expected === String(versions.length);
    if (landed) versions.push(changed(newest(), changes));
    const commitId = String(versions.length);
    await time.sleep(pushMs / 2);
    return landed ? { kind: 'landed', commit: commitId } : { kind: 'moved' };
  }

  return {
    get files() {
      return newest();
    },
    get commits() {
      return versions.length - 1;
    },
    store: () => ({
      branch,
      async open() {
        await time.sleep(fetchMs);
        return { kind: 'head', head: { commit: String(versions.length), ...readingOf(newest()), history: { versions: noVersions } } };
      },
      commit: (expected, { changes }) => commit(expected, changes),
      holds: async () => false,
    }),
  };
}

function changed(files: Files, changes: readonly FileChange[]): Files {
  const next = new Map(files);
  for (const change of changes) {
    if (change.kind === 'write') next.set(change.path, change.text);
    else next.delete(change.path);
  }
  return next;
}

function readingOf(files: Files): Pick<Extract<Awaited<ReturnType<StateStore['open']>>, { kind: 'head' }>['head'], 'read' | 'list'> {
  return {
    async read(path) {
      const text = files.get(path);
      return text === undefined ? { kind: 'missing' } : { kind: 'file', text, hash: text };
    },
    list: async (folder) => [...files.keys()].filter((path) => path.startsWith(`${folder}/`)).map((path) => path.slice(folder.length + 1)),
  };
}

async function* noVersions(): AsyncIterable<string> {
  yield* [];
}
