import { failure, type Counts, type Step } from './step.ts';

/** Where steps say what happens: a line at a time. */
export type Say = (line: string) => void;

/**
 * Runs steps one after the other, each of them whatever became of those before it.
 * Last of all it says `N passed, N failed`, with `, N skipped` when something was left out.
 *
 * @returns whether nothing failed
 */
export async function runSteps(steps: readonly Step[], say: Say): Promise<boolean> {
  const results: { title: string; counts: Counts }[] = [];
  for (const step of steps) {
    say(`\n== ${step.title}`);
    const counts = await step.run().catch((error: unknown) => report(error, say));
    say(counts.failed === 0 ? `ok: ${step.title}` : `FAILED: ${step.title}`);
    results.push({ title: step.title, counts });
  }
  const all = results.map(({ counts }) => counts);
  const skipped = all.flatMap((counts) => counts.skipped);
  if (skipped.length > 0) say(['', 'Skipped:', ...skipped.map((name) => `  ${name}`)].join('\n'));
  const failed = results.filter(({ counts }) => counts.failed > 0);
  if (failed.length > 0) say(['', 'Failed:', ...failed.map(({ title, counts }) => `  ${title} (${counts.failed})`)].join('\n'));
  say(`\n${summarize(all)}`);
  return failed.length === 0;
}

function report(error: unknown, say: Say): Counts {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return failure;
}

/** `12 passed, 0 failed`, and `, 3 skipped` when there are any. */
export function summarize(all: readonly Counts[]): string {
  const total = (count: (counts: Counts) => number): number => all.reduce((sum, counts) => sum + count(counts), 0);
  const skipped = total((counts) => counts.skipped.length);
  const line = `${total(({ passed }) => passed)} passed, ${total(({ failed }) => failed)} failed`;
  return skipped === 0 ? line : `${line}, ${skipped} skipped`;
}
