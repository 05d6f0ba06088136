import { warning, type Problem } from '@image-factory/core/problem';
import {
  copySnapshot,
  placeOf,
  quarantineFolder,
  readState,
  type CorruptFile,
  type StateReading,
  type StateSnapshot,
} from '@image-factory/core/state';
import { shortHash } from '@image-factory/core/text';
import { pathIn, type Layout } from './layout.ts';
import type { FileChange, History } from './ports.ts';

export interface Recovery {
  readonly snapshot: StateSnapshot;
  readonly repairs: readonly FileChange[];
  readonly problems: readonly Problem[];
}

/**
 * Deals with state files that can't be read (SPEC section 5): the unreadable text is kept in `_quarantine/`, the last
 * version in git's history that can be read takes its place, and where there is none the file is made anew from
 * images.yaml. How often history is asked is bounded.
 */
export async function recover(layout: Layout, reading: StateReading, history: History): Promise<Recovery> {
  const snapshot = copySnapshot(reading.snapshot);
  const repairs: FileChange[] = [];
  const problems: Problem[] = [];
  for (const file of reading.corrupt) {
    const place = placeOf(file.path);
    if (place === undefined) continue;
    const path = pathIn(layout.state, file.path);
    repairs.push({ kind: 'write', path: pathIn(layout.state, quarantinePath(file)), text: file.text });
    const good = await lastGoodVersion(path, file.path, layout, history);
    if (good === undefined) {
      repairs.push({ kind: 'remove', path });
    } else {
      const state = good.snapshot[place.shelf].get(place.stem);
      if (state !== undefined) snapshot[place.shelf].set(place.stem, state);
      repairs.push({ kind: 'write', path, text: good.text });
    }
    problems.push(setAside(file, layout, good !== undefined));
  }
  return { snapshot, repairs, problems };
}

const mostVersions = 50;

async function lastGoodVersion(
  path: Parameters<History['versions']>[0],
  statePath: string,
  layout: Layout,
  history: History,
): Promise<{ text: string; snapshot: StateSnapshot } | undefined> {
  let count = 0;
  for await (const text of history.versions(path)) {
    const { snapshot, corrupt } = readState([{ path: statePath, text }], layout.state);
    if (corrupt.length === 0 && snapshot.blocked.size === 0) return { text, snapshot };
    count += 1;
    if (count >= mostVersions) break;
  }
  return undefined;
}

// The hash keeps two corrupt versions of one file apart and makes a second run write the same file again.
function quarantinePath({ path, text }: CorruptFile): string {
  return `${quarantineFolder}/${path.replaceAll('/', '.').replace(/\.yaml$/, '')}.${shortHash(text)}.txt`;
}

function setAside(file: CorruptFile, layout: Layout, restored: boolean): Problem {
  const kept = `${layout.state}/${quarantinePath(file)}`;
  return warning(
    'state/corrupt',
    `${file.problem.message} The file was set aside; ${restored ? 'its last good version from git takes its place' : 'it is made anew from images.yaml'}.`,
    {
      source: file.problem.source ?? { file: `${layout.state}/${file.path}` },
      hint: `Compare ${kept} with the new file, then delete it.`,
    },
  );
}
