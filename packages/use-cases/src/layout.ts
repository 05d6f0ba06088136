import { parseRepoPath, type RepoPath } from '@image-factory/core/enrollment';

/** Places of the factory's files in its repository. */
export interface Layout {
  readonly images: RepoPath;
  readonly imagesFolder: RepoPath;
  readonly factory: RepoPath;
  readonly state: RepoPath;
}

/** @param dir - the folder of the factory, `image-factory` by default */
export function layoutOf(dir: RepoPath): Layout {
  const at = (name: string): RepoPath => pathIn(dir, name);
  return { images: at('images.yaml'), imagesFolder: at('images.d'), factory: at('factory.yaml'), state: at('state') };
}

/** @throws TypeError when the parts make no repository path: they come from our own constants and parsed names */
export function pathIn(folder: RepoPath, name: string): RepoPath {
  const parsed = parseRepoPath(folder === '.' ? name : `${folder}/${name}`);
  if (!parsed.ok) throw new TypeError(`not a path in a repository: ${folder}/${name}`);
  return parsed.value;
}
