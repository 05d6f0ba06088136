import type { FileReport } from '@image-factory/use-cases';
import type { Cell } from '../terminal/table.ts';

const mostOfFolder = 4;

/** Rows for the files of a run; where many of one folder have the same fate, the folder stands for them. */
export function fileRows(files: readonly FileReport[], everything: boolean): Cell[][] {
  const groups = Map.groupBy(files, ({ path, change }) => `${change} ${folderOf(path)}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    if (everything || group.length <= mostOfFolder) return group.map(({ path, change }) => [change, path]);
    return [[first.change, `${folderOf(first.path)} (${group.length} files)`]];
  });
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

/** The folders that hold everything a run wrote, for `git add`: the factory's own, and those of generated files. */
export function foldersOf(files: readonly FileReport[], dir: string): string[] {
  const folders = files.map(({ path }) => (dir === '.' || path.startsWith(`${dir}/`) ? dir : folderOf(path).slice(0, -1) || path));
  return [...new Set(folders)];
}
