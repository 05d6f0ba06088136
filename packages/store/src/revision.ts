import { openCommit, type CommitTree } from './git/commit-tree.ts';
import { openHistory, type History } from './git/history.ts';
import type { GroundSources } from './ground.ts';
import { createLazyRemote, type RemoteOptions } from './remote-ground.ts';
import { withRemote } from './remote-sources/with-remote.ts';
import { createSources, type Sources, type SourcesOptions } from './sources.ts';
import { openWorkTree } from './work-tree/work-tree.ts';

/** A repository as it is in a commit or in the work tree, for reading. */
export interface Revision {
  readonly tree: Pick<CommitTree, 'read' | 'list'>;
  readonly history: History;
  readonly sources: Sources;
}

/** Two sides of a change that also read other repositories: which hosts are asked is said by the first, which is not the change. */
export function readingElsewhere(
  base: Revision,
  head: Revision,
  options: RemoteOptions | undefined,
): readonly [base: ReadingRevision, head: ReadingRevision] {
  if (options === undefined) return [base, head];
  const remote = createLazyRemote(options).over(base.tree);
  return [
    { ...base, sources: withRemote(base.sources, remote) },
    { ...head, sources: withRemote(head.sources, remote) },
  ];
}

type ReadingRevision = Omit<Revision, 'sources'> & { readonly sources: GroundSources };

/**
 * @param commit - the id of a commit; undefined for the work tree
 * @throws Error when the repository does not hold the commit: ask for it with `compareRevisions` first
 */
export async function openRevision(commit: string | undefined, options: Omit<SourcesOptions, 'tree'>): Promise<Revision> {
  const { root } = options;
  if (commit === undefined) return { tree: openWorkTree(root), history: openHistory(root), sources: createSources(options) };
  const tree = await openCommit(root, commit);
  if (tree === undefined) throw new Error(`The commit ${commit} can not be read.`);
  return { tree, history: openHistory(root, commit), sources: createSources({ ...options, tree }) };
}
