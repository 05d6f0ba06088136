import type { RepoPath } from '@image-factory/core/enrollment';
import { isUtf8 } from 'node:buffer';
import { askLocally } from './local.ts';

/** What a file held as of a commit. */
export interface Version {
  readonly commit: string;
  readonly text: string;
}

/** Earlier versions of the files of a repository. */
export interface History {
  /** The texts alone, newest first. */
  versions(path: RepoPath): AsyncIterable<string>;
}

/**
 * @param root - the folder that repository paths start at
 * @param from - the commit whose history is meant: its id, or `HEAD`
 */
export function openHistory(root: string, from = 'HEAD'): History {
  return {
    async *versions(path) {
      for await (const { text } of history(root, path, from)) yield text;
    },
  };
}

/** More are not asked for: who looks for a good version has found one by then. */
const mostVersions = 200;

/**
 * The committed versions of a file, newest first, read one at a time. A version in which it was gone, a link, larger
 * than 1 MiB or no UTF-8 is left out.
 *
 * Yields nothing where there is no git, no repository or no commit; of a shallow clone only what it holds.
 */
export async function* history(root: string, path: RepoPath, from = 'HEAD'): AsyncGenerator<Version, void, undefined> {
  let last: string | undefined;
  for (const { commit, blob } of await versionsOf(root, path, from)) {
    if (blob === last) continue; // only its mode changed
    last = blob;
    const bytes = await askLocally(root, ['cat-file', 'blob', blob]);
    if (bytes !== undefined && isUtf8(bytes)) yield { commit, text: bytes.toString('utf8') };
  }
}

interface Entry {
  readonly commit: string;
  readonly blob: string;
}

async function versionsOf(root: string, path: RepoPath, from: string): Promise<Entry[]> {
  const command = [
    'log',
    '--format=commit %H',
    '--raw',
    '--relative',
    '--no-abbrev',
    '--no-renames',
    '--diff-merges=first-parent',
    '--no-ext-diff',
    '--no-color',
    `--max-count=${mostVersions}`,
    '--end-of-options',
    from,
    '--',
    path,
  ];
  const output = await askLocally(root, command);
  return output === undefined ? [] : parseLog(output.toString('utf8'), path);
}

/**
 * Raw lines are `:<old mode> <new mode> <old id> <new id> <status>\t<path>`. Only regular files count, and only the path
 * itself: where a folder was in its place, git names the files below. Nothing in a `RepoPath` would be quoted.
 */
function parseLog(output: string, path: RepoPath): Entry[] {
  const entries: Entry[] = [];
  let commit = '';
  for (const line of output.split('\n')) {
    const [, started] = /^commit ([0-9a-f]{40,64})$/.exec(line) ?? [];
    const [, blob, name] = /^:\d{6} 100(?:644|755) [0-9a-f]+ ([0-9a-f]{40,64}) [A-Z]\t(.*)$/.exec(line) ?? [];
    if (started !== undefined) commit = started;
    else if (blob !== undefined && name === path) entries.push({ commit, blob });
  }
  return entries;
}
