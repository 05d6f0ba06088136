/**
 * The first items of a list whose JSON fits. GitHub takes 1 MB of outputs from a job, counted in UTF-16; with more the
 * job fails, so an output gives what there is room for. The summary and the files have the rest.
 *
 * @param room - in characters
 */
export function fitting<T>(items: readonly T[], room: number): readonly T[] {
  let left = room;
  const end = items.findIndex((item) => (left -= JSON.stringify(item).length + 1) < 0);
  return end < 0 ? items : items.slice(0, end);
}

/** Half a matrix would look like a whole one: one that does not fit is left out, with the reason. */
export function fittingMatrix<T>(
  matrix: readonly T[],
  emptyReason: string,
  elsewhere: string,
): { matrix: readonly T[]; waves: number; emptyReason: string } {
  if (JSON.stringify(matrix).length <= 250_000) return { matrix, waves: matrix.length, emptyReason: emptyReason.slice(0, 1000) };
  return { matrix: [], waves: 0, emptyReason: `The matrix is larger than an output may be.${elsewhere}` };
}
