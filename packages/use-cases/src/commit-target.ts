import { readFactory, type FactoryConfig, type RepoPath } from '@image-factory/core/enrollment';
import { error, hasErrors, type Problem } from '@image-factory/core/problem';
import { fail, ok, type Result } from '@image-factory/core/text';
import { layoutOf } from './layout.ts';
import type { FileChange, History, Tree } from './ports.ts';

export interface Author {
  readonly name: string;
  readonly email: string;
}

/** A branch, read at one commit; what is applied becomes a commit on top of it. */
export interface Branch extends Pick<Tree, 'read' | 'list'> {
  readonly history: History;
  apply(changes: readonly FileChange[], message: string, author: Author): Promise<void>;
}

/**
 * The tree of a run that ends in a commit: by the author and in the mode that factory.yaml asks for.
 *
 * @param dir - the factory's folder
 */
export async function commitTarget(
  dir: RepoPath,
  branch: Branch,
): Promise<Result<{ readonly tree: Tree; readonly history: History }, Problem[]>> {
  const { factory } = layoutOf(dir);
  const read = await branch.read(factory);
  const config = readFactory(read.kind === 'file' ? { path: factory, text: read.text } : undefined);
  if (hasErrors(config.problems)) return fail([...config.problems]);
  const refusal = refuseMode(config.value, factory);
  if (refusal !== undefined) return fail([refusal]);
  const { author } = config.value.commit;
  const tree: Tree = {
    read: (path, limit) => branch.read(path, limit),
    list: (folder) => branch.list(folder),
    apply: (changes, message) => branch.apply(changes, message, author),
  };
  return ok({ tree, history: branch.history });
}

// What can't be honored yet is refused: a commit in the wrong place is worse than none.
function refuseMode({ commit: { mode, stateBranch } }: FactoryConfig, file: string): Problem | undefined {
  if (mode === 'push' && stateBranch === undefined) return undefined;
  const asked = mode === 'push' ? '`commit.stateBranch`' : '`commit.mode: pull-request`';
  return error('commit/unsupported-mode', `This version commits to the branch that is checked out, and ${file} asks for ${asked}.`, {
    source: { file },
    hint: 'Commit the files yourself, or take the setting out.',
  });
}
