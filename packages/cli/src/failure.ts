import { error } from '@image-factory/core/problem';
import { refused, type Outcome } from './outcome.ts';
import { printable } from './terminal/printable.ts';
import type { Stream } from './terminal/stream.ts';

/** What went wrong in words: a work tree that does not allow something says what to do, anything else is ours to mend. */
export async function explainFailure(cause: unknown, verbose: boolean, stderr: Stream): Promise<Outcome> {
  const { StoreError } = await import('@image-factory/store');
  if (verbose)
    stderr.write(
      causesOf(cause)
        .map((line) => `debug: ${printable(line)}\n`)
        .join(''),
    );
  if (cause instanceof StoreError)
    return refused([error('state/unwritable', cause.message, { source: { file: cause.path }, hint: cause.hint })]);
  const message = cause instanceof Error ? cause.message : String(cause);
  const how = verbose ? 'with what is written above' : 'with the output of --verbose';
  return refused([
    error('internal/failure', `The program failed in a way that it should not: ${message}`, {
      hint: `Please report this: the command, what you expected, and its end ${how}.`,
    }),
  ]);
}

/** An error and its causes, each with the lines that say where it happened. */
function causesOf(error: unknown): string[] {
  const lines: string[] = [];
  const seen = new Set<unknown>();
  for (
    let cause = error;
    cause !== undefined && cause !== null && !seen.has(cause);
    cause = cause instanceof Error ? cause.cause : undefined
  ) {
    const text = cause instanceof Error ? (cause.stack ?? `${cause.name}: ${cause.message}`) : String(cause);
    lines.push(...`${seen.size === 0 ? '' : 'caused by '}${text}`.split('\n'));
    seen.add(cause);
  }
  return lines;
}
