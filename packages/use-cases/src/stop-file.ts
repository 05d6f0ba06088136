import { parseRepoPath, type RepoPath } from '@image-factory/core/enrollment';
import { warning, type Problem } from '@image-factory/core/problem';
import { show } from '@image-factory/core/text';
import type { Tree } from './ports.ts';

const name = 'STOP';

/** Where the file is that stops all rebuilds: whoever can commit can write it, without knowing any format. */
function stopFile(dir: RepoPath): RepoPath {
  const path = parseRepoPath(dir === '.' ? name : `${dir}/${name}`);
  if (!path.ok) throw new TypeError(`${dir} is no folder for files of ours: ${path.error.message}`);
  return path.value;
}

/** Whether somebody stopped all rebuilds, as a warning with what the file says; one that can not be read stops them, too. */
export async function stopped(dir: RepoPath, tree: Pick<Tree, 'read'>): Promise<Problem | undefined> {
  const path = stopFile(dir);
  const read = await tree.read(path, 64 * 1024);
  if (read.kind === 'missing') return undefined;
  const said = read.kind === 'file' ? (read.text.split('\n').find((line) => line.trim() !== '') ?? '') : '';
  return warning(
    'dispatch/stopped',
    `Nothing is rebuilt while ${path} is there${said === '' ? '' : `: ${show(said.trim().slice(0, 200))}`}.`,
    {
      source: { file: path },
      hint: 'Remove the file to go on. What is due stays due.',
    },
  );
}
