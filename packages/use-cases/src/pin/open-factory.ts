import { readFactory, type BranchName, type RepoPath } from '@image-factory/core/enrollment';
import { hasErrors, type Problem } from '@image-factory/core/problem';
import { noBranch } from '../commit/problems.ts';
import { overlay } from '../commit/state-branch.ts';
import type { Busy, StateStore } from '../commit/state-store.ts';
import { layoutOf } from '../layout.ts';
import type { LoadDeps } from '../load.ts';
import type { Tree } from '../ports.ts';

export interface FactoryDeps extends LoadDeps {
  /** The branch that state is kept on, where factory.yaml names one. */
  open(branch: BranchName): Promise<StateStore>;
}

export type OpenedFactory =
  | ({ readonly kind: 'open' } & LoadDeps)
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] }
  | Busy;

/** The factory for reading: definitions from the tree, and state from the branch that it is kept on, when that is another one. */
export async function openFactory(dir: RepoPath, branch: BranchName, { tree, history, open }: FactoryDeps): Promise<OpenedFactory> {
  const { factory } = layoutOf(dir);
  const read = await tree.read(factory);
  const config = readFactory(read.kind === 'file' ? { path: factory, text: read.text } : undefined);
  const { stateBranch } = config.value.commit;
  // What is wrong with factory.yaml is told by whoever reads the rest.
  if (hasErrors(config.problems) || stateBranch === undefined || stateBranch === branch) return { kind: 'open', tree, history };
  const state = await (await open(stateBranch)).open();
  if (state.kind === 'busy') return state;
  if (state.kind === 'absent') return { kind: 'refused', problems: [noBranch(stateBranch)] };
  const { head } = state;
  const both = overlay(readingOf(tree), readingOf(head), dir, config.value);
  return { kind: 'open', history: head.history, tree: { ...both, apply: notWritten } };
}

function readingOf(tree: Pick<Tree, 'read' | 'list'>): Pick<Tree, 'read' | 'list'> {
  return { read: (path, limit) => tree.read(path, limit), list: (folder) => tree.list(folder) };
}

async function notWritten(): Promise<never> {
  throw new TypeError('This tree is only read.');
}
