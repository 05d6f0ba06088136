import type { RepoPath, Source } from '@image-factory/core/enrollment';
import type { Sources } from '../sources.ts';
import type { RemoteRead, RemoteSources } from './create-remote-sources.ts';

/** Sources that are here, or have a checkout, are read there; the others where they are. */
export function withRemote(
  here: Sources,
  remote: Pick<RemoteSources, 'read'>,
): { read(source: Source, path: RepoPath): Promise<RemoteRead> } {
  return {
    async read(source, path) {
      const found = await here.read(source, path);
      return found.kind === 'elsewhere' ? remote.read(source, path) : found;
    },
  };
}
