import { error, type Problem, type SourceLocation } from '@image-factory/core/problem';
import { knownFailures } from './build-failures.ts';
import type { KnownFailure } from './known-failure.ts';
import { readFailure, type FailedPlace, type Failure } from './read-failure.ts';

/** What the build was asked for. */
export interface Asked {
  /** The path that the problem points to; BuildKit knows its last part only. */
  readonly dockerfile?: string;
  readonly platforms?: readonly string[];
}

/**
 * Why a build failed, from what it said to standard error.
 *
 * @param lines - without control characters and secrets
 */
export function explainFailure(lines: readonly string[], { dockerfile, platforms }: Asked = {}): Problem {
  const failure = readFailure(lines, platforms);
  for (const known of knownFailures) {
    const match = matchOf(known, failure);
    if (match === undefined) continue;
    const { message, hint } = known.say((part) => match[part] ?? '', failure);
    const source = failure.place === undefined ? undefined : locationOf(failure.place, dockerfile);
    return error(known.code, message, { ...(hint === undefined ? {} : { hint }), ...(source === undefined ? {} : { source }) });
  }
  throw new Error('The last of the known failures fits every one.');
}

function matchOf({ error: inError, anywhere }: KnownFailure, { message, steps }: Failure): RegExpExecArray | undefined {
  if (inError !== undefined) return inError.exec(message) ?? undefined;
  const texts = [message, ...steps.flatMap(({ said }) => said)];
  return texts.map((text) => anywhere?.exec(text)).find((match) => match !== undefined && match !== null) ?? undefined;
}

/** The whole instruction. A place in another file, such as a bake file, stays as it was said. */
function locationOf({ file, line, endLine, endLength }: FailedPlace, dockerfile: string | undefined): SourceLocation {
  const isIt = dockerfile !== undefined && dockerfile.split('/').at(-1) === file;
  return {
    file: isIt ? dockerfile : file,
    range: { start: { line, column: 1 }, end: { line: endLine, column: endLength + 1 } },
  };
}
