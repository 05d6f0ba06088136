import { parseFolderPath, type RepoPath } from '@image-factory/core/enrollment';
import { error, type Problem } from '@image-factory/core/problem';
import { fail, ok, show, type Result } from '@image-factory/core/text';
import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';

/** Where a factory is. */
export interface Place {
  /** Absolute; the folder that repository paths start at. */
  readonly root: string;
  /** Folder of images.yaml, from `root`. */
  readonly dir: RepoPath;
}

export interface PlaceOptions {
  readonly cwd: string;
  /** `--root`, from `cwd`. */
  readonly root: string | undefined;
  /** `--image-factory-dir`: from the root, or from `cwd` when it begins with `./`, `../` or `/`. */
  readonly dir: string;
}

/** Finds the repository and the factory's folder in it. Nothing has to be there but a folder named by `--root`. */
export function findPlace({ cwd, root, dir }: PlaceOptions): Result<Place, Problem> {
  if (root !== undefined && !isFolder(resolve(cwd, root)))
    return fail(error('inputs/invalid', `--root: there is no folder ${show(root)}.`));
  const named = isFromHere(dir) ? resolve(cwd, dir) : undefined;
  const found =
    root === undefined
      ? nearestRoot(named === undefined ? cwd : dirname(named), named === undefined ? dir : undefined)
      : resolve(cwd, root);
  const text = named === undefined ? dir : pathBetween(found, named);
  if (text === undefined)
    return fail(
      error('inputs/invalid', `--image-factory-dir: ${show(dir)} is not in the repository ${show(found)}.`, {
        hint: 'Name the repository with --root.',
      }),
    );
  const parsed = parseFolderPath(text);
  if (parsed.ok) return ok({ root: found, dir: parsed.value });
  return fail(
    error(
      'inputs/invalid',
      `--image-factory-dir: ${parsed.error.message}`,
      parsed.error.hint === undefined ? {} : { hint: parsed.error.hint },
    ),
  );
}

function isFromHere(dir: string): boolean {
  return isAbsolute(dir) || /^\.\.?(?:[/\\]|$)/.test(dir);
}

/** The nearest folder upwards with `.git` (a file in a linked work tree) or the factory in it, else where the search began. */
function nearestRoot(start: string, dir: string | undefined): string {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git')) || (dir !== undefined && isFolder(join(folder, dir)))) return folder;
    if (dirname(folder) === folder) return start;
  }
}

/** @returns undefined when `to` is not below `from` */
function pathBetween(from: string, to: string): string | undefined {
  const way = relative(real(from), real(to));
  if (way === '') return '.';
  return way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way) ? undefined : way.split(sep).join('/');
}

/** Temporary folders and homes are often behind links: both ends are compared without them, as far as they exist. */
function real(path: string): string {
  if (existsSync(path)) return realpathSync(path);
  return dirname(path) === path ? path : join(real(dirname(path)), relative(dirname(path), path));
}

export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
