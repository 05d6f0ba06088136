import { describe, it } from 'vitest';
import { loadDescription } from './github/schema/description.ts';

/**
 * A group of tests about requests that GitHub's own description of its API decides. Without it the group is a named skip;
 * in CI its absence is a failure.
 */
export function describeGitHub(title: string, body: () => void): void {
  if (loadDescription() !== undefined) {
    describe(title, body);
  } else if (process.env['CI']) {
    describe(title, () => {
      it("has GitHub's description of its API", () => {
        throw new Error("GitHub's description of its API is not beside the PATH; CI requires it (.ci/tools downloads it).");
      });
    });
  } else {
    describe.skip(`${title} (skipped: GitHub's description of its API is not beside the PATH; .ci/tools downloads it)`, () => {
      it('is not run', () => {});
    });
  }
}
