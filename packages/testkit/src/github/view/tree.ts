import type { TreeEntry } from '../bare-repository.ts';

/** GitHub lists no more entries at once. */
const most = 100_000;

/** A tree as the Git Database API has it. */
export function viewTree(api: string, sha: string, entries: readonly TreeEntry[]): Record<string, unknown> {
  const tree = entries.slice(0, most).map((entry) => ({
    path: entry.path,
    mode: entry.mode,
    type: entry.type,
    sha: entry.sha,
    ...(entry.size === undefined ? {} : { size: entry.size }),
    url: `${api}/git/${entry.type}s/${entry.sha}`,
  }));
  return { sha, url: `${api}/git/trees/${sha}`, tree, truncated: entries.length > most };
}
