import { parseBranchName, parseFolderPath, parseHost, parseRepoSlug, type Host, type RepoPath, type Source } from '@image-factory/core/enrollment';
import { createRemoteSources, type RemoteSources, type RemoteSourcesOptions } from './create-remote-sources.ts';

/** The host of a server on this machine, by its origin. */
export function hostOf(origin: string): Host {
  return sure(parseHost(origin.replace('http://127.0.0.1', 'localhost')));
}

export function at(path: string): RepoPath {
  return sure(parseFolderPath(path));
}

export function sourceOf(origin: string, slug: string, branch = 'main'): Source {
  const [dockerfile, context] = [at('Dockerfile'), at('.')];
  return { provider: 'github', host: hostOf(origin), repo: sure(parseRepoSlug(slug, 'github')), branch: sure(parseBranchName(branch)), dockerfile, context };
}

/** As a run opens them; nothing waits between tries. */
export function openSources(cacheFolder: string, origins: readonly string[], options: Partial<RemoteSourcesOptions> = {}): RemoteSources {
  return createRemoteSources({ cacheFolder, hosts: origins.map(hostOf), pause: async () => {}, ...options });
}

export function tokens(token: string | undefined): Partial<RemoteSourcesOptions> {
  return { tokenFor: async () => token };
}

function sure<Value>(parsed: { ok: true; value: Value } | { ok: false }): Value {
  if (!parsed.ok) throw new Error('not what its grammar says');
  return parsed.value;
}
