import { parseRepoPath, type ManagedImage, type RepoPath } from '@image-factory/core/enrollment';
import { error, type Problem } from '@image-factory/core/problem';
import type { Sources } from '../ports.ts';

/** Files of the source repository that say how an image is built. */
export interface DefinitionFiles {
  readonly kind: 'bake' | 'compose' | 'workflow';
  readonly files: readonly DefinitionFile[];
}

export interface DefinitionFile {
  readonly path: RepoPath;
  readonly text: string;
  readonly hash: string;
}

/** What was found; a problem when the enrollment names a file that can't be read. */
export type DefinitionRead =
  | { readonly kind: 'none' }
  | { readonly kind: 'found'; readonly definition: DefinitionFiles }
  | { readonly kind: 'failed'; readonly problem: Problem };

/**
 * Reads the file that says how an image is built beside its Dockerfile: the bake or compose file that the enrollment names;
 * else, where the enrollment leaves something open, the image's own workflow (SPEC sections 3 and 4). A workflow that is not
 * there says nothing.
 */
export async function readDefinition(image: ManagedImage, sources: Sources): Promise<DefinitionRead> {
  const { bakeFile } = image.source;
  if (bakeFile !== undefined) return readNamed(image, bakeFile, sources);
  const path = workflowOf(image);
  if (path === undefined) return { kind: 'none' };
  const read = await sources.read(image.source, path);
  if (read.kind !== 'file') return { kind: 'none' };
  return { kind: 'found', definition: { kind: 'workflow', files: [{ path, text: read.text, hash: read.hash }] } };
}

async function readNamed(image: ManagedImage, path: RepoPath, sources: Sources): Promise<DefinitionRead> {
  const read = await sources.read(image.source, path);
  if (read.kind === 'file') {
    const kind = /\.ya?ml$/.test(path) ? 'compose' : 'bake';
    return { kind: 'found', definition: { kind, files: [{ path, text: read.text, hash: read.hash }] } };
  }
  const why = read.kind === 'missing' || read.kind === 'elsewhere' ? 'it is not there' : read.reason;
  const problem = error('definition/unreadable', `${image.name}: ${path} can not be read: ${why}.`, {
    image: image.name,
    source: image.at,
    hint: 'Correct `source.bakeFile`: the path starts at the root of the source repository. What earlier runs found is kept.',
  });
  return { kind: 'failed', problem };
}

/** Undefined where the enrollment leaves nothing open that a workflow could tell. */
function workflowOf({ source }: ManagedImage): RepoPath | undefined {
  const { provider, workflow, target, platforms, buildArgs, contexts } = source;
  const isOpen = [target, platforms, buildArgs, contexts].some((value) => value === undefined);
  if (provider !== 'github' || workflow === undefined || !isOpen || /^\d+$/.test(workflow)) return undefined;
  const path = parseRepoPath(`.github/workflows/${workflow}`);
  return path.ok ? path.value : undefined;
}
