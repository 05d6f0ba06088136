import { describe, it } from 'vitest';
import { whyNoBuildKit } from './buildkit/tools.ts';

/**
 * Tests with a real BuildKit. Where a program is not on the PATH, or the user is not root, they are a named skip; in CI they
 * fail then.
 */
export function describeBuildKit(title: string, body: () => void): void {
  const why = whyNoBuildKit();
  if (why === undefined) {
    describe(title, body);
  } else if (process.env['CI']) {
    describe(title, () => {
      it('needs a real BuildKit', () => {
        throw new Error(`CI requires it, but ${why}.`);
      });
    });
  } else {
    describe.skip(`${title} (skipped: ${why})`, () => {
      it('is not run', () => {});
    });
  }
}
