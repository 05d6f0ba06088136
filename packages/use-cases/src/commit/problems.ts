import type { BranchName } from '@image-factory/core/enrollment';
import { error, type Problem } from '@image-factory/core/problem';
import type { Opened } from './state-store.ts';

export function noBranch(branch: BranchName): Problem {
  return error('state/no-branch', `There is no branch ${branch} to commit to, or it has no commit yet.`, {
    hint: 'Create it, or check out the branch that holds images.yaml.',
  });
}

export function noBranchCheckedOut(): Problem {
  return error('state/no-branch', 'There is no branch to commit to: none is checked out.', {
    hint: 'Check the branch out by its name: pull requests and tags are checked out without one.',
  });
}

/** For runs that record what happened: they can not wait for somebody to merge. */
export function noPullRequest(file: string): Problem {
  return error('commit/unsupported-mode', `${file} asks for pull requests (\`commit.mode\`), and this run commits.`, {
    source: { file },
    hint: 'Use `commit.stateBranch` for a branch that is not protected, or `update --pull-request` for changes of definitions.',
  });
}

/** What is proposed is merged into the branch of the definitions, and a state branch is not that. */
export function noPullRequestBesideStateBranch(file: string): Problem {
  return error(
    'commit/unsupported-mode',
    `${file} keeps state on a branch of its own (\`commit.stateBranch\`), so there is nothing to propose.`,
    {
      source: { file },
      hint: 'Commit without a pull request, or take `commit.stateBranch` out.',
    },
  );
}

export function noProposals(): Problem {
  return error('commit/unsupported-mode', 'Pull requests are opened on GitHub or GitLab, with a token.', {
    hint: 'Use `commit.stateBranch` in factory.yaml for a branch that is not protected.',
  });
}

/** @param effect - what did not happen: `Nothing was committed to main` */
export function contended(
  { tries, elapsedMs, why }: { readonly tries: number; readonly elapsedMs: number; readonly why: string },
  planned: string | undefined,
  found: Opened,
  effect: string,
): Problem {
  const now = found.kind === 'head' ? found.head.commit.slice(0, 12) : 'unknown';
  const message = `${effect}: ${tries} tries in ${Math.round(elapsedMs / 1000)} s, the last because ${why}. It was planned on ${planned?.slice(0, 12) ?? 'no commit'}; the branch is now at ${now}.`;
  return error('state/head-moved', message, {
    hint: 'Nothing is lost: run it again, or allow it more time with `commit.deadline` in factory.yaml.',
  });
}
