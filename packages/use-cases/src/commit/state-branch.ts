import type { FactoryConfig, RepoPath } from '@image-factory/core/enrollment';
import { layoutOf } from '../layout.ts';
import type { Tree } from '../ports.ts';

type Reading = Pick<Tree, 'read' | 'list' | 'ids'>;

/**
 * Two branches as one tree: state and manifests from the branch that they are kept on, everything else from the branch that
 * holds the definitions.
 */
export function overlay(definitions: Reading, state: Reading, dir: RepoPath, config: FactoryConfig): Reading {
  const { manifest, catalog } = config.layout;
  const folders = [layoutOf(dir).state, folderOf(manifest), folderOf(catalog)];
  const isKept = (path: RepoPath): boolean =>
    path === manifest || path === catalog || folders.some((folder) => folder !== '.' && (path === folder || path.startsWith(`${folder}/`)));
  const sideOf = (path: RepoPath): Reading => (isKept(path) ? state : definitions);
  return {
    read: (path, limit) => sideOf(path).read(path, limit),
    list: (folder) => sideOf(folder).list(folder),
    // Manifests and what is recorded of them are on one side.
    ...(state.ids === undefined ? {} : { ids: { ...state.ids, of: async (path) => (isKept(path) ? state.ids?.of(path) : undefined) } }),
  };
}

function folderOf(path: RepoPath): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '.' : path.slice(0, slash);
}
