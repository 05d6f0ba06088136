import { parseBranchName, type BranchName, type Host, type RepoSlug } from '@image-factory/core/enrollment';
import { askLocally } from './local.ts';
import { parseRemoteUrl } from './remote-url.ts';

/** What a checkout tells about itself; what it does not tell is left out. */
export interface RepositoryDescription {
  /** `owner/name` of the remote `origin`. */
  readonly slug?: RepoSlug;
  /** Host of the remote `origin`. */
  readonly host?: Host;
  /** Undefined when no branch is checked out, or one of a name that is not safe everywhere. */
  readonly branch?: BranchName;
  /** Undefined before the first commit. */
  readonly commit?: string;
}

/** What the remote `origin` is called; empty where there is none, or none that can be named. */
export type Origin = Pick<RepositoryDescription, 'slug' | 'host'>;

export async function describeOrigin(root: string): Promise<Origin> {
  const origin = await askForLine(root, ['remote', 'get-url', 'origin']);
  return origin === undefined ? {} : (parseRemoteUrl(origin) ?? {});
}

/** Describes the repository around `root`, as a proposal for a configuration; empty where there is none. */
export async function describeRepository(root: string): Promise<RepositoryDescription> {
  const [origin, branch, commit] = await Promise.all([
    describeOrigin(root),
    askForLine(root, ['symbolic-ref', '--quiet', '--short', 'HEAD']),
    askForLine(root, ['rev-parse', '--quiet', '--verify', 'HEAD^{commit}']),
  ]);
  const named = branch === undefined ? undefined : parseBranchName(branch);
  return {
    ...origin,
    ...(named?.ok ? { branch: named.value } : {}),
    ...(commit === undefined ? {} : { commit }),
  };
}

async function askForLine(root: string, args: readonly string[]): Promise<string | undefined> {
  const output = await askLocally(root, args, 8 * 1024);
  const line = output?.toString('utf8').trim();
  return line === '' ? undefined : line;
}
