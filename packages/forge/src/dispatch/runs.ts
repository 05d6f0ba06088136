import type { GitHubTarget, GitLabTarget, PlaceOfRuns, Runs } from './types.ts';

/** The runs of both forges, by target. */
export function createRuns(github: Runs<GitHubTarget, PlaceOfRuns>, gitlab: Runs<GitLabTarget, PlaceOfRuns>): Runs {
  return {
    inspect: (target) => (target.kind === 'pipeline' ? gitlab.inspect(target) : github.inspect(target)),
    find(wanted) {
      const { target } = wanted;
      return target.kind === 'pipeline' ? gitlab.find({ ...wanted, target }) : github.find({ ...wanted, target });
    },
    start({ target, inputs }) {
      return target.kind === 'pipeline' ? gitlab.start({ target, inputs }) : github.start({ target, inputs });
    },
    follow: (place, run) => (place.provider === 'gitlab' ? gitlab.follow(place, run) : github.follow(place, run)),
  };
}
