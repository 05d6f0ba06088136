import { exitCodeFor } from './command-line/exit-codes.ts';
import type { GlobalValues } from './command-line/parse.ts';
import type { CommandSpec } from './command-line/spec.ts';
import type { Surroundings } from './context.ts';
import type { Outcome } from './outcome.ts';
import { createPage, type Page } from './terminal/page.ts';
import { printableJson } from './terminal/printable.ts';
import { renderProblems, type ReadLine } from './terminal/problems.ts';
import { hasColors, type Stream } from './terminal/stream.ts';

export interface Publication {
  /** Undefined when it is not known which command was meant. */
  readonly command: CommandSpec | undefined;
  readonly outcome: Outcome;
  readonly readLine: ReadLine;
  readonly strict: boolean;
  readonly exitCode: boolean;
}

/** Prints what a command came to: the result on standard output, problems on standard error. Gives the exit code. */
export async function publish(
  { command, outcome, readLine, strict, exitCode }: Publication,
  global: GlobalValues,
  surroundings: Surroundings,
): Promise<number> {
  const { stdout, stderr } = surroundings;
  const { report, problems, changed = false, failed = false } = outcome;
  if (global.json) {
    stdout.write(`${printableJson(JSON.stringify({ command: command?.name ?? null, ...report, problems }, null, 2))}\n`);
  } else {
    const text = command?.output === 'answer' || !global.quiet ? outcome.render(pageFor(stdout, global, surroundings)) : '';
    stdout.write(text);
    const list = await renderProblems(problems, readLine, pageFor(stderr, global, surroundings));
    // On a terminal the two follow each other.
    stderr.write(text !== '' && list !== '' ? `\n${list}` : list);
  }
  return exitCodeFor({ problems, changed, failed, strict, exitCode });
}

export function pageFor(stream: Stream, global: GlobalValues, { env }: Surroundings): Page {
  return createPage({ width: stream.columns, colors: hasColors(stream, env, global['no-color']), everything: global.verbose });
}
