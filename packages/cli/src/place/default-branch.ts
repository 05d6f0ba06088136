import { parseBranchName, type BranchName } from '@image-factory/core/enrollment';
import { git, GitError } from '@image-factory/store';

const prefix = 'origin/';

/** The branch that the remote `origin` had for its main one when it was cloned. Nothing is fetched. */
export async function askDefaultBranch(root: string): Promise<BranchName | undefined> {
  try {
    const output = await git(['symbolic-ref', '--quiet', '--short', 'refs/remotes/origin/HEAD'], {
      cwd: root,
      timeoutMs: 10_000,
      maxBytes: 8 * 1024,
    });
    const name = output.toString('utf8').trim();
    const parsed = name.startsWith(prefix) ? parseBranchName(name.slice(prefix.length)) : undefined;
    return parsed?.ok === true ? parsed.value : undefined;
  } catch (error) {
    if (error instanceof GitError) return undefined;
    throw error;
  }
}
