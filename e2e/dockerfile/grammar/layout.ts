import type { Draft } from './draft.ts';

/** Puts the instructions of a file into lines: comments, continuations, blanks, line ends. */
export function layOut(draft: Draft, head: readonly string[], instructions: readonly string[]): string {
  const body = instructions.flatMap((instruction) => [...between(draft), dress(draft, instruction)]);
  let text = [...head, ...body].join('\n');
  if (!draft.chance(10)) text += '\n';
  else draft.note('no line feed at the end');
  if (draft.chance(8)) {
    draft.note('CRLF');
    text = text.replaceAll('\n', '\r\n');
  }
  if (!draft.chance(6)) return text;
  draft.note('byte order mark');
  return `\uFEFF${text}`;
}

function between(draft: Draft): readonly string[] {
  if (!draft.chance(12)) return [];
  draft.note('comments and blank lines');
  return draft.pick([[''], ['# FROM nothing'], ['  # hello \\', ''], ['', '\t']]);
}

function dress(draft: Draft, instruction: string): string {
  if (draft.chance(5)) {
    draft.note('blanks around an instruction');
    return `${draft.pick([' ', '\t', '  '])}${instruction}${instruction.includes('\n') ? '' : draft.pick([' ', '\t'])}`;
  }
  return draft.chance(18) ? continued(draft, instruction) : instruction;
}

/** Breaks the first line of an instruction at one of its blanks. */
function continued(draft: Draft, instruction: string): string {
  const [first = '', ...rest] = instruction.split('\n');
  const words = first.split(' ');
  if (words.length < 2) return instruction;
  draft.note('continued line');
  const at = draft.int(1, words.length - 1);
  const gap = interruption(draft);
  const joined = `${words.slice(0, at).join(' ')} ${draft.escape}${draft.pick(['', '', ' ', '\t'])}\n${gap}${draft.pick(['', '  '])}${words.slice(at).join(' ')}`;
  return [joined, ...rest].join('\n');
}

function interruption(draft: Draft): string {
  const turn = draft.int(1, 100);
  if (turn > 40) return '';
  draft.note(turn <= 20 ? 'comment within a continued line' : 'blank line within a continued line');
  return turn <= 20 ? draft.pick(['# hello\n', '   # hello \\\n', '#\n# FROM x\n']) : draft.pick(['\n', '  \n', '\n\n']);
}

export const layoutFeatures = [
  'no line feed at the end',
  'CRLF',
  'byte order mark',
  'comments and blank lines',
  'blanks around an instruction',
  'continued line',
  'comment within a continued line',
  'blank line within a continued line',
] as const;
