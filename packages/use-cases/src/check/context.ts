import { parseRepoPath, type FactoryConfig, type ManagedImage, type RepoPath, type Source } from '@image-factory/core/enrollment';
import { isCatalogFile, isShardOf } from '@image-factory/manifests/synth';
import type { Home } from '../credentials.ts';
import { layoutOf } from '../layout.ts';
import type { Tree } from '../ports.ts';
import { parseIgnoreFile, type IgnoreFile } from './ignore-file.ts';

export interface ChangedFiles {
  /** From the root of this repository, without files that the factory itself writes and reads. */
  readonly paths: readonly string[];
  readonly tree: Pick<Tree, 'read'>;
  readonly home: Home;
}

/**
 * The changed paths that a build could notice. What the factory is configured with and what it writes is none of them,
 * or every image that is built from the root of the repository would be rebuilt by every run of the factory.
 */
export function buildPaths(paths: readonly string[], dir: RepoPath, config: FactoryConfig | undefined): string[] {
  const { images, imagesFolder, factory, state } = layoutOf(dir);
  const ours = new Set<string>([images, factory, ...(config === undefined ? [] : [config.layout.manifest])]);
  const isMade = (path: string): boolean =>
    config !== undefined && (isShardOf(path, config.layout.manifest) || isCatalogFile(path, config.layout));
  return paths.filter((path) => !ours.has(path) && !isMade(path) && !isIn(path, state) && !isIn(path, imagesFolder));
}

/**
 * The changed paths that are part of an image's build: its context without what .dockerignore leaves out, folders that
 * are named contexts, its bake file and the files that are kept for it. Only of sources in this repository anything is
 * known.
 */
export async function pathsInBuild(image: ManagedImage, { paths, tree, home }: ChangedFiles): Promise<string[]> {
  const { source, local } = image;
  const kept = local === undefined ? [] : [local.dir];
  if (!isHere(source, home)) return paths.filter((path) => kept.some((folder) => isIn(path, folder)));
  const folders = [...Object.values(source.contexts ?? {}).flatMap(folderIn), ...kept];
  const inContext = paths.filter((path) => isIn(path, source.context));
  const ignored = inContext.length === 0 ? undefined : await readIgnoreFile(source, tree);
  const seen = new Set(inContext.filter((path) => ignored?.excludes(below(path, source.context)) !== true));
  // The Dockerfile counts by what it says, and is sent whatever is ignored.
  return paths.filter(
    (path) => path !== source.dockerfile && (seen.has(path) || path === source.bakeFile || folders.some((folder) => isIn(path, folder))),
  );
}

/** A context that is a folder of this repository; images, stages and URLs have a colon. */
function folderIn(context: string): string[] {
  if (context.includes(':') || context.startsWith('/')) return [];
  const parts = context.split('/').filter((part) => part !== '' && part !== '.');
  return parts.includes('..') ? [] : [parts.length === 0 ? '.' : parts.join('/')];
}

/** A file beside the Dockerfile, named after it, counts more than the one of the context. */
async function readIgnoreFile({ dockerfile, context }: Source, tree: Pick<Tree, 'read'>): Promise<IgnoreFile | undefined> {
  for (const name of [`${dockerfile}.dockerignore`, context === '.' ? '.dockerignore' : `${context}/.dockerignore`]) {
    const path = parseRepoPath(name);
    const read = path.ok ? await tree.read(path.value) : undefined;
    if (read?.kind === 'file') return parseIgnoreFile(read.text);
  }
  return undefined;
}

function isIn(path: string, folder: string): boolean {
  return folder === '.' || path === folder || path.startsWith(`${folder}/`);
}

function below(path: string, folder: string): string {
  return folder === '.' ? path : path.slice(folder.length + 1);
}

/** Whether a source is in this repository; forges do not tell upper from lower case in these names. */
export function isHere({ repo, host: at }: Source, { slug, host }: Home): boolean {
  return repo === undefined || (slug !== undefined && repo.toLowerCase() === slug.toLowerCase() && (host === undefined || host === at));
}
