import type { Tree } from '../ports.ts';
import type { PlannedFile } from '../report.ts';
import { unifiedDiff } from './unified-diff.ts';

/** What the files of a run would become, line by line. */
export interface RunDiff {
  readonly files: readonly FileDiff[];
  /** How many files are not among them, because there are so many lines already. */
  readonly filesLeftOut: number;
}

export interface FileDiff {
  readonly path: string;
  /** Lines of a unified diff, from the first `@@`. */
  readonly lines: readonly string[];
  /** How many lines follow that are not shown. */
  readonly linesLeftOut: number;
}

const mostLines = 5000;
const mostCharacters = 400;
const mostBytes = 256 * 1024 * 1024;

/** The difference that planned files make to a tree, as far as people read. */
export async function diffOf(files: readonly PlannedFile[], tree: Pick<Tree, 'read'>): Promise<RunDiff> {
  const diffs: FileDiff[] = [];
  let room = mostLines;
  for (const { change } of files) {
    if (room === 0) break;
    const read = await tree.read(change.path, mostBytes);
    const all = unifiedDiff(read.kind === 'file' ? read.text : '', change.kind === 'write' ? change.text : '');
    const lines = all.slice(0, room).map((line) => (line.length > mostCharacters ? `${line.slice(0, mostCharacters)}…` : line));
    diffs.push({ path: change.path, lines, linesLeftOut: all.length - lines.length });
    room -= lines.length;
  }
  return { files: diffs, filesLeftOut: files.length - diffs.length };
}
