/** A text by its lines, counted from 1; every edit gives the whole new text, with the line ends that the text has. */
export interface TextLines {
  readonly count: number;
  at(line: number): string;
  insert(before: number, added: readonly string[]): string;
  replace(from: number, to: number, added: readonly string[]): string;
}

export function splitLines(text: string): TextLines {
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = text === '' ? [] : text.split(/(?<=\n)/);
  function replace(from: number, to: number, added: readonly string[]): string {
    const before = lines.slice(0, from - 1).join('');
    const gap = before === '' || before.endsWith('\n') ? '' : end;
    return before + gap + added.map((line) => line + end).join('') + lines.slice(to - 1).join('');
  }
  return {
    count: lines.length,
    at: (line) => (lines[line - 1] ?? '').replace(/\r?\n$/, ''),
    insert: (before, added) => replace(before, before, added),
    replace,
  };
}

/**
 * The line behind a block that begins at a line and stands in a column: behind its last line and the comments that are
 * indented further than the block. Whatever belongs to a block is indented further, so text can be told by its indent.
 *
 * @param column - from 0
 * @param list - of a list, lines in its column that begin with a dash belong to it; of a mapping, all lines in its column
 */
export function blockEnd(lines: TextLines, start: number, column: number, list: boolean): number {
  let end = start + 1;
  for (let line = start + 1; line <= lines.count; line += 1) {
    const text = lines.at(line);
    const indent = text.length - text.trimStart().length;
    if (text.trim() === '' || (indent <= column && text.charAt(indent) === '#')) continue;
    if (indent < column || (list && indent === column && !isItem(text, indent))) break;
    end = line + 1;
  }
  return end;
}

function isItem(text: string, indent: number): boolean {
  return text.charAt(indent) === '-' && /^(?:\s|$)/.test(text.slice(indent + 1));
}
