import { loadDescription } from './github/schema/description.ts';
import { describeNeeding } from './needs.ts';

/**
 * A group of tests about requests that GitHub's own description of its API decides. Without it the group is a named skip;
 * in CI its absence is a failure.
 */
export function describeGitHub(title: string, body: () => void): void {
  const missing =
    loadDescription() === undefined ? "GitHub's description of its API is not beside the PATH; .ci/tools brings it" : undefined;
  describeNeeding(title, missing, body);
}
