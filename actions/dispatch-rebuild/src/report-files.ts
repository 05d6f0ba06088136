import { parseRepoPath, type RepoPath } from '@image-factory/core/enrollment';
import type { ReportFiles } from '@image-factory/use-cases';

interface WorkTree {
  read(path: RepoPath, limit: number): ReturnType<ReportFiles['read']>;
}

/** Reports come out of other steps: only regular files of the workspace are read, and no links are followed. */
export function filesIn(tree: WorkTree): ReportFiles {
  return {
    async read(file, mostBytes) {
      const path = parseRepoPath(file);
      if (path.ok) return tree.read(path.value, mostBytes);
      return { kind: 'refused', code: 'outside', reason: 'it is named by its path in the workspace, without `..` and spaces' };
    },
  };
}
