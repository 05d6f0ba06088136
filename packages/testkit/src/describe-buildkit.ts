import { whyNoBuildKit } from './buildkit/tools.ts';
import { describeNeeding } from './needs.ts';

/**
 * Tests with a real BuildKit. Where a program is not on the PATH, or the user is not root, they are a named skip; in CI they
 * fail then.
 */
export function describeBuildKit(title: string, body: () => void): void {
  describeNeeding(title, whyNoBuildKit(), body);
}
