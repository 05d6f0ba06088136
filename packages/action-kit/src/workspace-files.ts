import { parseRepoPath, type RepoPath } from '@image-factory/core/enrollment';

interface Refused {
  readonly kind: 'refused';
  readonly code: string;
  readonly reason: string;
}

/**
 * Files that other steps wrote, such as reports of scanners: only regular files of the workspace are read, and no links are
 * followed.
 *
 * @param tree - the workspace
 */
export function filesIn<Answer>(tree: { read(path: RepoPath, limit: number): Promise<Answer> }): {
  read(file: string, mostBytes: number): Promise<Answer | Refused>;
} {
  return {
    async read(file, mostBytes) {
      const path = parseRepoPath(file);
      if (path.ok) return tree.read(path.value, mostBytes);
      return { kind: 'refused', code: 'outside', reason: 'it is named by its path in the workspace, without `..` and spaces' };
    },
  };
}
