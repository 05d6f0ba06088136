import { parseBranchName, parseFolderPath, parseHost, parseRepoSlug, type BranchName, type Host, type Provider, type RepoPath } from '@image-factory/core/enrollment';
import type { ForgeRemote, RemoteRepository, SourceFile, Unreachable } from './remote.ts';

export const limit = 1024 * 1024;

export function at(path: string): RepoPath {
  return sure(parseFolderPath(path));
}

export function branch(name = 'main'): BranchName {
  return sure(parseBranchName(name));
}

export function host(name = 'git.example.com'): Host {
  return sure(parseHost(name));
}

export function repository(slug = 'acme/app', provider: Provider = 'github'): RemoteRepository {
  return { provider, host: host(), slug: sure(parseRepoSlug(slug, provider)) };
}

/** Resolves the branch and reads the file at its commit. */
export async function readHead(remote: ForgeRemote, of: RemoteRepository, path: string, name = 'main'): Promise<SourceFile | Unreachable> {
  const pinned = await remote.resolve(of, branch(name));
  return pinned.kind === 'unreachable' ? pinned : remote.read(of, pinned, at(path), limit);
}

function sure<Value>(parsed: { ok: true; value: Value } | { ok: false }): Value {
  if (!parsed.ok) throw new Error('not what its grammar says');
  return parsed.value;
}
