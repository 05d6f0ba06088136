import { readFactory, type RepoPath } from '@image-factory/core/enrollment';
import type { RemoteSources, RemoteSourcesOptions } from './remote-sources/index.ts';
import type { WorkTree } from './work-tree/work-tree.ts';

export interface RemoteOptions extends Omit<RemoteSourcesOptions, 'hosts'> {
  /** factory.yaml, which alone names the hosts that are asked. */
  readonly factory: RepoPath;
}

/** Reads other repositories; what is needed for it is loaded when the first one is asked for. */
export interface LazyRemote {
  /** @param tree - holds factory.yaml */
  over(tree: Pick<WorkTree, 'read'>): Pick<RemoteSources, 'read'>;
}

/** One for a whole run, however often it is made again: a branch of another repository is read at one commit. */
export function createLazyRemote({ factory, ...options }: RemoteOptions): LazyRemote {
  let opened: Promise<RemoteSources> | undefined;

  async function open(tree: Pick<WorkTree, 'read'>): Promise<RemoteSources> {
    const { createRemoteSources } = await import('./remote-sources/index.ts');
    const read = await tree.read(factory);
    const { host, allow } = readFactory(read.kind === 'file' ? { path: factory, text: read.text } : undefined).value;
    return createRemoteSources({ ...options, hosts: [host, ...allow.hosts] });
  }

  return { over: (tree) => ({ read: async (source, path) => (await (opened ??= open(tree))).read(source, path) }) };
}
