import type { Hole } from './outcome.ts';

/** Where a build finds its files. */
export interface BuildPlace {
  /** Folder of the repository, or another context as written. */
  readonly context: string | Hole;
  /** Path in the repository. Undefined: the Dockerfile is not in it. */
  readonly dockerfile: string | Hole | undefined;
}

const remote = /^(?:https?:\/\/|git:\/\/|ssh:\/\/|git@|github\.com\/)/i;

/**
 * Where `docker/build-push-action` builds. Without a context it is the Git context of the repository's root, which its
 * README calls `{{defaultContext}}`; behind that a folder may follow, `{{defaultContext}}:folder`, and the Dockerfile
 * is then looked for in that folder. With a context on disk `file` is relative to the root of the checkout, and
 * without `file` the Dockerfile is the one in the context.
 *
 * @param context - undefined: not given
 * @param repository - `owner/name`, to know the repository's own address
 */
export function readPlace(context: string | Hole | undefined, file: string | Hole | undefined, repository: string | undefined): BuildPlace {
  if (context === undefined) return within('.', file);
  if (typeof context !== 'string') return { context, dockerfile: file === undefined ? context : inTree(file) };
  const folder = ownFolder(context, repository);
  if (folder !== undefined) return within(normalizePath(folder) ?? folder, file);
  if (remote.test(context)) return { context, dockerfile: undefined };
  const path = normalizePath(context);
  if (path === undefined) return { context, dockerfile: file === undefined ? undefined : inTree(file) };
  return file === undefined ? within(path, file) : { context: path, dockerfile: inTree(file) };
}

/** The Dockerfile is relative to the folder. */
function within(folder: string, file: string | Hole = 'Dockerfile'): BuildPlace {
  return { context: folder, dockerfile: typeof file === 'string' ? normalizePath(`${folder}/${file}`) : file };
}

function inTree(file: string | Hole): string | Hole | undefined {
  return typeof file === 'string' ? normalizePath(file) : file;
}

/** The folder of a Git context of this repository. */
function ownFolder(context: string, repository: string | undefined): string | undefined {
  if (context.startsWith('{{defaultContext}}')) return context.slice('{{defaultContext}}'.length).replace(/^:/, '') || '.';
  const [address = '', fragment = ''] = context.split('#', 2);
  const own = repository !== undefined && address.toLowerCase().replace(/\.git$/, '') === `https://github.com/${repository}`.toLowerCase();
  return own ? (fragment.split(':')[1] ?? '') || '.' : undefined;
}

/**
 * A relative path in its shortest form; `.` is the root.
 *
 * @returns undefined for a path that is absolute or leads out of the root
 */
export function normalizePath(path: string): string | undefined {
  if (path.startsWith('/')) return undefined;
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.length === 0 ? '.' : parts.join('/');
}
