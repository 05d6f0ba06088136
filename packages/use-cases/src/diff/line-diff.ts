/** A run of lines that both texts have, or that only one of them has. */
export interface Piece {
  readonly kind: 'same' | 'removed' | 'added';
  readonly lines: readonly string[];
}

interface GrowingPiece {
  readonly kind: Piece['kind'];
  readonly lines: string[];
}

/** So deep, and no deeper, a difference is taken apart; what is left is shown as replaced. */
const mostDepth = 60;

/**
 * What became of one list of lines in the other, in order. Lines that occur once on both sides hold the two together; what
 * stands between is compared in the same way. Takes n log n for lines that are told apart by a look.
 */
export function diffLines(before: readonly string[], after: readonly string[]): readonly Piece[] {
  const pieces: GrowingPiece[] = [];
  compare(before, after, pieces, 0);
  return pieces;
}

function compare(before: readonly string[], after: readonly string[], pieces: GrowingPiece[], depth: number): void {
  const start = commonLength(before, after, 0);
  const end = commonLength(before.toReversed(), after.toReversed(), start);
  const [old, now] = [before.slice(start, before.length - end), after.slice(start, after.length - end)];
  push(pieces, 'same', before.slice(0, start));
  const anchors = depth < mostDepth && old.length > 0 && now.length > 0 ? anchorsOf(old, now) : [];
  if (anchors.length === 0) {
    push(pieces, 'removed', old);
    push(pieces, 'added', now);
  } else {
    let [i, j] = [0, 0];
    for (const [x, y] of anchors) {
      compare(old.slice(i, x), now.slice(j, y), pieces, depth + 1);
      push(pieces, 'same', old.slice(x, x + 1));
      [i, j] = [x + 1, y + 1];
    }
    compare(old.slice(i), now.slice(j), pieces, depth + 1);
  }
  push(pieces, 'same', before.slice(before.length - end));
}

function push(pieces: GrowingPiece[], kind: Piece['kind'], lines: readonly string[]): void {
  if (lines.length === 0) return;
  const last = pieces.at(-1);
  if (last?.kind !== kind) pieces.push({ kind, lines: [...lines] });
  else for (const line of lines) last.lines.push(line);
}

/** How many lines are the same from the start; `taken` lines at the other end are spoken for. */
function commonLength(a: readonly string[], b: readonly string[], taken: number): number {
  const most = Math.min(a.length, b.length) - taken;
  let length = 0;
  while (length < most && a[length] === b[length]) length += 1;
  return length;
}

type Pair = readonly [old: number, now: number];

/** Lines that occur once on each side, as many as stand in the same order on both. */
function anchorsOf(old: readonly string[], now: readonly string[]): readonly Pair[] {
  const there = onceIn(now);
  const pairs = [...onceIn(old)].flatMap(([line, x]): Pair[] => {
    const y = there.get(line);
    return y === undefined ? [] : [[x, y]];
  });
  return longestRising(pairs.toSorted(([a], [b]) => a - b));
}

function onceIn(lines: readonly string[]): ReadonlyMap<string, number> {
  const seen = new Map<string, number>();
  for (const [index, line] of lines.entries()) seen.set(line, seen.has(line) ? -1 : index);
  return new Map([...seen].filter(([, index]) => index >= 0));
}

/** The longest run of pairs in which the second number rises, too: patience sorting. */
function longestRising(pairs: readonly Pair[]): readonly Pair[] {
  const ends: number[] = [];
  const before: number[] = [];
  const second = (index: number | undefined): number => pairs[index ?? -1]?.[1] ?? -1;
  for (let index = 0; index < pairs.length; index += 1) {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (second(ends[middle]) < second(index)) low = middle + 1;
      else high = middle;
    }
    before[index] = ends[low - 1] ?? -1;
    ends[low] = index;
  }
  const run: Pair[] = [];
  for (let index = ends.at(-1) ?? -1; index >= 0; index = before[index] ?? -1) {
    const pair = pairs[index];
    if (pair !== undefined) run.push(pair);
  }
  return run.toReversed();
}
