/**
 * Whether BuildKit takes a UTF-16 unit for white space: Go's `unicode.IsSpace`, which holds U+0085 and not U+FEFF.
 */
export function isSpace(code: number): boolean {
  if (code < 0x80) return code === 0x20 || (code >= 0x09 && code <= 0x0d);
  if (code < 0x1680) return code === 0x85 || code === 0xa0;
  return (code >= 0x2000 && code <= 0x200a) || rareSpaces.has(code);
}

const rareSpaces = new Set([0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000]);

export function trimSpaceStart(text: string): string {
  let start = 0;
  while (start < text.length && isSpace(text.charCodeAt(start))) start += 1;
  return start === 0 ? text : text.slice(start);
}

export function trimSpace(text: string): string {
  let end = text.length;
  while (end > 0 && isSpace(text.charCodeAt(end - 1))) end -= 1;
  return trimSpaceStart(end === text.length ? text : text.slice(0, end));
}

/** Without the carriage returns and line feeds at the end. */
export function trimNewline(text: string): string {
  let end = text.length;
  while (end > 0 && isNewline(text.charCodeAt(end - 1))) end -= 1;
  return end === text.length ? text : text.slice(0, end);
}

function isNewline(code: number): boolean {
  return code === 0x0a || code === 0x0d;
}

/** What separates plain words of an instruction; fewer characters than `isSpace` knows. */
const wordGap = /[\t\v\f\r ]+/;
const wordGaps = /[\t\v\f\r ]+/g;

/** Words separated by blanks, without regard to quotes: the arguments of FROM, COPY, EXPOSE … */
export function plainWords(text: string): string[] {
  return text === '' ? [] : text.split(wordGaps);
}

/** The first word, and what follows the first gap; undefined when there is no gap. */
export function cutWord(text: string): readonly [first: string, rest: string | undefined] {
  const gap = wordGap.exec(text);
  if (gap === null) return [text, undefined];
  return [text.slice(0, gap.index), text.slice(gap.index + gap[0].length)];
}
