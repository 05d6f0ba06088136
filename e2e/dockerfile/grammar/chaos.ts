import type { Draft } from './draft.ts';

const pieces = [
  ...['\\', '`', '"', "'", '$', '{', '}', '#', '<', '<<', '-', '--', '=', ',', ':', '@', '/', '[', ']', '?', '%', '*', '(', ')'],
  ...[' ', '\t', '\n', '\r', '\v', '\f', '\u00a0', '\u0085', '\u2028', '\ufeff', '\0'],
  ...['é', 'K', 'ſ', 'A', 'a', '0', 'AS', 'FROM', 'from=', '${', '${x:-', 'EOF', '--mount='],
] as const;

/** Puts in, takes out or doubles a few characters anywhere, as slips of the keyboard do. */
export function addChaos(draft: Draft, text: string): string {
  draft.note('chaos');
  let changed = text;
  for (let left = draft.int(1, 3); left > 0; left -= 1) {
    const at = draft.int(0, changed.length);
    const [before, after] = [changed.slice(0, at), changed.slice(at)];
    changed = draft.pick([
      before + draft.pick(pieces) + after,
      before + draft.pick(pieces) + after,
      before + after.slice(1),
      before + after.slice(0, 1) + after,
      before + after.slice(draft.int(1, 12)),
    ]);
  }
  return changed;
}
