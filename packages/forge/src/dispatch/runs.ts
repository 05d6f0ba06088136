import type { GitHubTarget, GitLabTarget, Runs } from './types.ts';

/** The runs of both forges, by target. */
export function createRuns(github: Runs<GitHubTarget>, gitlab: Runs<GitLabTarget>): Runs {
  return {
    inspect: (target) => (target.kind === 'pipeline' ? gitlab.inspect(target) : github.inspect(target)),
    find(wanted) {
      const { target } = wanted;
      return target.kind === 'pipeline' ? gitlab.find({ ...wanted, target }) : github.find({ ...wanted, target });
    },
    start({ target, inputs }) {
      return target.kind === 'pipeline' ? gitlab.start({ target, inputs }) : github.start({ target, inputs });
    },
    follow: (target, run) => (target.kind === 'pipeline' ? gitlab.follow(target, run) : github.follow(target, run)),
  };
}
