import { parseFolderPath, type RepoPath } from '@image-factory/core/enrollment';

/** A path as tests write it. */
export function at(text: string): RepoPath {
  const parsed = parseFolderPath(text);
  if (!parsed.ok) throw new Error(`${text} is no path`);
  return parsed.value;
}
