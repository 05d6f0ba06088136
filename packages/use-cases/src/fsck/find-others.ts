import { parseRepoPath, type RepoPath } from '@image-factory/core/enrollment';
import { quarantineFolder, stateFolders } from '@image-factory/core/state';
import { pathIn, type Layout } from '../layout.ts';
import type { History, Tree } from '../ports.ts';
import { isTemporary } from './check-others.ts';
import type { OtherFile } from './draft.ts';

/** Files of every kind, with when they were written. */
export interface Folders {
  /** The regular files directly in a folder; none when there is no such folder. */
  files(folder: RepoPath): Promise<readonly { readonly name: string; readonly modifiedAt: Date }[]>;
}

export interface OthersDeps {
  readonly tree: Tree;
  readonly history: History;
  readonly folders: Folders;
}

const mebibyte = 1024 * 1024;

/** What was set aside, and what writers left: where they write, that is in the factory's folder and in `dist/`. */
export async function findOthers(dir: RepoPath, layout: Layout, deps: OthersDeps): Promise<OtherFile[]> {
  const dist = parseRepoPath('dist');
  const written = [
    dir,
    layout.imagesFolder,
    layout.state,
    ...Object.values(stateFolders).map((folder) => pathIn(layout.state, folder)),
    ...(dist.ok ? [dist.value] : []),
  ];
  const aside = pathIn(layout.state, quarantineFolder);
  const left = await Promise.all([...written, aside].map((folder) => filesIn(folder, deps)));
  const temporary = left.flat().filter(({ path }) => isTemporary(path));
  const quarantined = (await filesIn(aside, deps)).filter(({ path }) => !isTemporary(path));
  return [...temporary, ...(await Promise.all(quarantined.map((file) => withCommitted(file, deps))))];
}

async function filesIn(folder: RepoPath, { folders }: OthersDeps): Promise<OtherFile[]> {
  const found = await folders.files(folder);
  return found.flatMap(({ name, modifiedAt }) => {
    const path = parseRepoPath(folder === '.' ? name : `${folder}/${name}`);
    return path.ok ? [{ path: path.value, modifiedAt }] : [];
  });
}

async function withCommitted(file: OtherFile, { tree, history }: OthersDeps): Promise<OtherFile> {
  const read = await tree.read(file.path, mebibyte);
  if (read.kind !== 'file') return file;
  for await (const text of history.versions(file.path)) return { ...file, committed: text === read.text };
  return file;
}
