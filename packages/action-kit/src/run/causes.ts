const deepest = 10;

/** An error with its stack, and everything that led to it. */
export function inspectCauses(error: unknown): string {
  return inspect(error, new Set()).join('\nCaused by: ');
}

function inspect(error: unknown, seen: Set<unknown>): string[] {
  if (seen.has(error) || seen.size >= deepest) return [];
  seen.add(error);
  if (!(error instanceof Error)) return [String(error)];
  const parts: readonly unknown[] = error instanceof AggregateError ? error.errors : [];
  const causes = [...(error.cause === undefined ? [] : [error.cause]), ...parts];
  return [error.stack ?? String(error), ...causes.flatMap((cause) => inspect(cause, seen))];
}
