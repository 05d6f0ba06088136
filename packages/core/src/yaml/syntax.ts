/** A syntax error in plain words, with offsets of what it is about. */
export interface SyntaxExplanation {
  readonly message: string;
  readonly hint: string;
  readonly start: number;
  readonly end: number;
}

/** The line that the parser stopped in, and the last one before it that is neither blank nor a comment. */
interface Stop {
  readonly offset: number;
  readonly reason: string;
  readonly line: Line;
  readonly before: Line;
}

interface Line {
  readonly start: number;
  readonly text: string;
}

/**
 * Says in plain words why the parser stopped. Parsers name what they expected; people want to know what they did. So
 * the usual mistakes are looked for where the parser stopped, from the surest to the vaguest.
 *
 * @param reason - the parser's own words, shown when no usual mistake is found
 * @param offset - where the parser stopped
 */
export function explainSyntax(text: string, reason: string, offset: number): SyntaxExplanation {
  const line = lineAt(text, Math.min(offset, text.length));
  const stop: Stop = { offset, reason, line, before: lineBefore(text, line.start) };
  for (const mistake of mistakes) {
    const explanation = mistake(stop);
    if (explanation !== undefined) return explanation;
  }
  return {
    message: `This is not valid YAML: ${reason}.`,
    hint: 'Look at this line and the one before it: the indent, the colon after each key, quotes and brackets.',
    start: offset,
    end: Math.max(offset, line.start + line.text.length),
  };
}

function lineAt(text: string, offset: number): Line {
  const start = offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  return { start, text: text.slice(start, end < 0 ? text.length : end).trimEnd() };
}

function lineBefore(text: string, start: number): Line {
  let line = { start, text: '' };
  while (line.start > 0 && /^\s*(?:#.*)?$/.test(line.text)) line = lineAt(text, line.start - 1);
  return line;
}

type Mistake = (stop: Stop) => SyntaxExplanation | undefined;

const mistakes: readonly Mistake[] = [
  function mergeConflict({ line, before }) {
    return match([before, line], /^(?:<{7}|={7}|>{7})(?: .*)?$/, {
      message: 'A merge conflict was left in the file.',
      hint: 'Keep one of the two versions and remove the lines with `<<<<<<<`, `=======` and `>>>>>>>`.',
    });
  },
  function tab({ line }) {
    return match([line], /^\s*?(\t\s*)/, {
      message: 'A tab is used to indent this line; YAML knows only spaces.',
      hint: 'Replace the tab by spaces, as many as the lines around it have.',
    });
  },
  function noSpaceAfterColon({ line, before }) {
    return match([before, line], /^\s*(?:- +)*[A-Za-z_][\w.-]*(:)[^\s:/\\][^:]*$/, {
      message: 'There is no space after the colon.',
      hint: 'Write `key: value`, with a space between.',
    });
  },
  function reservedStart({ line }) {
    return match([line], /:\s+([@`%,\]}].*)$/, {
      message: 'A value can not start with this character.',
      hint: 'Put the value in quotes.',
    });
  },
  function listBehindKey({ line }) {
    return match([line], /^\s*(?:- +)*[\w.-]+:\s+(- .*)$/, {
      message: 'A list can not begin on the line of its key.',
      hint: 'Put each `- item` on a line of its own below the key.',
    });
  },
  function textBehindQuote({ line }) {
    return match([line], /:\s+(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')\s*([^\s#].*)$/, {
      message: 'There is more text behind the closing quote.',
      hint: "Put the whole value in quotes; a `'` within `'…'` is written twice.",
    });
  },
  function badEscape({ line, offset, reason }) {
    if (!reason.includes('escape')) return undefined;
    return {
      message: 'A backslash within double quotes begins an escape, and this is none that YAML knows.',
      hint: "Use single quotes, `'…'`, or write the backslash twice.",
      start: Math.max(line.start, offset - 1),
      end: offset + 1,
    };
  },
  function colonInValue({ line }) {
    return match([line], /^\s*(?:- +)*[\w.-]+:\s+([^\s"'[{|>#].*:\s.*|[^\s"'[{|>#].*:)$/, {
      message: 'The value holds a colon and a space, which YAML takes for another key.',
      hint: 'Put the value in quotes.',
    });
  },
  function blockTextHeader({ line }) {
    return match([line], /:\s+([|>].*)$/, {
      message: 'Text behind `|` or `>` belongs on the lines below it.',
      hint: 'Begin the text on the next line, indented further than its key.',
    });
  },
  function doubledComma({ line, reason }) {
    return reason.includes("','")
      ? match([line], /,(\s*,)/, { message: 'There is nothing between two commas.', hint: 'Remove one of them.' })
      : undefined;
  },
  function listBesideKeys({ line, before }) {
    if (indentOf(line) !== indentOf(before) || isItem(line) === isItem(before)) return undefined;
    return match([line], /^\s*(\S.*)$/, {
      message: 'List items and keys stand side by side here.',
      hint: 'A list is the value of a key: indent its items below that key. Keys of an item are indented below its `- `.',
    });
  },
  function noColon({ line, before }) {
    return match(
      indentOf(line) > indentOf(before) ? [before, line] : [line, before],
      /^\s*(?:- +)*([A-Za-z_][\w-]*(?: +[^\s#].*)?)$/,
      {
        message: 'There is no colon on this line.',
        hint: 'Write `key: value`.',
      },
      (text) => !text.includes(':'),
    );
  },
  function uneven({ line, reason }) {
    if (!/indentation|separator|multiline/.test(reason)) return undefined;
    return match([line], /^\s*([^\s#].*)$/, {
      message: 'The indent of this line fits none of the lines before it.',
      hint: 'Keys that belong together start in the same column; a list item starts with `- `.',
    });
  },
];

function indentOf({ text }: Line): number {
  return text.length - text.trimStart().length;
}

function isItem({ text }: Line): boolean {
  return /^\s*-(?:\s|$)/.test(text);
}

/** The first line that the expression fits; the place is its first group, or the whole line. */
function match(
  lines: readonly Line[],
  pattern: RegExp,
  words: { readonly message: string; readonly hint: string },
  holds: (text: string) => boolean = () => true,
): SyntaxExplanation | undefined {
  for (const { start, text } of lines) {
    const found = text.length < 2_000 && holds(text) ? pattern.exec(text) : null;
    if (found === null) continue;
    const part = found[1] ?? found[0];
    const from = start + found.index + found[0].lastIndexOf(part);
    return { ...words, start: from, end: from + part.length };
  }
  return undefined;
}
