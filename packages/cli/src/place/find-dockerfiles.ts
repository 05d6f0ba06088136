import { readdirSync, type Dirent } from 'node:fs';
import { join } from 'node:path';

export interface FoundFiles {
  /** From the root, with `/`, ordered. */
  readonly paths: readonly string[];
  /** False when a bound was reached before everything was looked at. */
  readonly complete: boolean;
}

/** Folders that hold other people's code, caches and build results. */
const passedOver: ReadonlySet<string> = new Set([
  ...['.git', '.hg', '.svn', '.cache', '.gradle', '.next', '.nox', '.pnpm-store', '.terraform', '.tox', '.venv', '.yarn'],
  ...[
    '__pycache__',
    'bower_components',
    'node_modules',
    'Pods',
    'site-packages',
    'third-party',
    'third_party',
    'thirdparty',
    'vendor',
    'vendored',
    'venv',
  ],
]);

/** Endings of what stands beside a Dockerfile, or makes one. */
const otherKinds: ReadonlySet<string> = new Set([
  ...['dockerignore', 'containerignore', 'md', 'rst', 'txt', 'json', 'yaml', 'yml', 'lock'],
  ...[
    'bak',
    'orig',
    'rej',
    'swp',
    'tmp',
    'patch',
    'diff',
    'erb',
    'gotmpl',
    'in',
    'j2',
    'jinja',
    'jinja2',
    'm4',
    'mustache',
    'template',
    'tmpl',
    'tpl',
  ],
]);

/** A path in images.yaml has at most ten parts. */
const deepest = 10;
const mostFolders = 50_000;
const mostFiles = 1000;

/** Finds Dockerfiles by their names. Links are not followed; folders that can not be opened are passed over. */
export function findDockerfiles(root: string): FoundFiles {
  const paths: string[] = [];
  const folders = [''];
  // The list grows while it is walked: the nearest folders come first.
  for (const [index, folder] of folders.entries()) {
    if (index >= mostFolders || paths.length > mostFiles) return { paths: paths.toSorted().slice(0, mostFiles), complete: false };
    for (const entry of entriesOf(join(root, folder))) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isFile() && isDockerfileName(entry.name)) paths.push(path);
      else if (entry.isDirectory() && !passedOver.has(entry.name) && path.split('/').length < deepest) folders.push(path);
    }
  }
  return { paths: paths.toSorted(), complete: true };
}

/** `Dockerfile`, `Dockerfile.worker`, `worker.Dockerfile`, and the same with `Containerfile`. */
export function isDockerfileName(name: string): boolean {
  const [, prefix, ending] = /^(?:(.+)\.)?(?:Dockerfile|Containerfile|dockerfile|containerfile)(?:\.(.+))?$/.exec(name) ?? ['', '!', '!'];
  if (prefix !== undefined) return prefix !== '!' && ending === undefined;
  return ending === undefined || !(otherKinds.has(ending.split('.').at(-1)?.toLowerCase() ?? '') || ending.endsWith('~'));
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if (error instanceof Error && 'code' in error) return [];
    throw error;
  }
}
