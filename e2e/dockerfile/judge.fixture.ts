import { describeTool } from '@image-factory/testkit';

/** Tests with BuildKit's answers. */
export function describeJudge(title: string, body: (program: string) => void): void {
  describeTool('dockerfile-judge', body, title);
}
