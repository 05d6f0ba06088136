const version = /^v?(\d{1,9})\.(\d{1,9})\.(\d{1,9})/;

/**
 * Compares by numbers alone: what comes after them (`-rc1`, `+desktop`) names a build of the same version.
 *
 * @returns undefined where one is no version, or the one that builds have that nobody gave any (`0.0.0+unknown`)
 */
export function compareVersions(a: string, b: string): 'older' | 'same' | 'newer' | undefined {
  const [left, right] = [numbersOf(a), numbersOf(b)];
  if (left === undefined || right === undefined) return undefined;
  for (const [index, number] of left.entries()) {
    const other = right[index] ?? 0;
    if (number !== other) return number < other ? 'older' : 'newer';
  }
  return 'same';
}

function numbersOf(text: string): readonly number[] | undefined {
  const [, ...parts] = version.exec(text) ?? [];
  const numbers = parts.map(Number);
  return numbers.some((number) => number > 0) ? numbers : undefined;
}
