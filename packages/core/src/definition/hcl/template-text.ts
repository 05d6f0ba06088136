import { complain, type Reader } from './reader.ts';

/** How a template stands in its text: between quotes, in a heredoc, or as the whole of a JSON string. */
export type Setting = { readonly kind: 'quoted' | 'bare' } | { readonly kind: 'heredoc'; readonly marker: string };

/** Literal text up to the next `${`, `%{` or end; in a heredoc up to the end of the line. */
export interface LiteralText {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Reads literal text, as far as there is any; `$${` and `%%{` stand for `${` and `%{`. */
export function readLiteral(reader: Reader, setting: Setting): LiteralText | undefined {
  const start = reader.at;
  const { text } = reader;
  let written = '';
  let at = start;
  while (at < text.length) {
    const char = text.charAt(at);
    const next = text[at + 1];
    if (next === '{' && (char === '$' || char === '%')) break;
    if (next === char && text[at + 2] === '{' && (char === '$' || char === '%')) {
      written += `${char}{`;
      at += 3;
    } else if (setting.kind === 'quoted' && (char === '"' || char === '\n')) break;
    else if (setting.kind === 'quoted' && char === '\\') {
      const escape = readEscape(text, at);
      if (escape === undefined) {
        complain(reader, { start: at, end: at + 2 }, 'A backslash stands before n, r, t, ", \\, or u and the digits of a character.');
        return undefined;
      }
      written += escape.char;
      at = escape.end;
    } else {
      const run = /[^$%"\\\n]*/y;
      run.lastIndex = at + 1;
      const end = at + 1 + (char === '\n' ? 0 : (run.exec(text)?.[0].length ?? 0));
      written += text.slice(at, end);
      at = end;
      if (setting.kind === 'heredoc' && char === '\n') break;
    }
  }
  reader.at = at;
  return at === start ? undefined : { text: written, start, end: at };
}

const simpleEscapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' };

function readEscape(text: string, at: number): { char: string; end: number } | undefined {
  const letter = text.charAt(at + 1);
  const simple = Object.hasOwn(simpleEscapes, letter) ? simpleEscapes[letter] : undefined;
  if (simple !== undefined) return { char: simple, end: at + 2 };
  const digits = /(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/y;
  digits.lastIndex = at + 1;
  const match = digits.exec(text);
  const code = Number.parseInt(match?.[1] ?? match?.[2] ?? '', 16);
  if (match === null || code > 0x10ffff) return undefined;
  return { char: String.fromCodePoint(code), end: at + 1 + match[0].length };
}

/** Where the heredoc's last line starts and its marker ends, when the line at `at` is that line. */
export function findMarker(text: string, at: number, marker: string): number | undefined {
  const newline = text.indexOf('\n', at);
  if (newline < 0) return undefined;
  const end = text[newline - 1] === '\r' ? newline - 1 : newline;
  return text.slice(at, end).trim() === marker ? end : undefined;
}

/** Takes away the indentation that all lines of a `<<-` heredoc share; blank lines have none. */
export function flush<T extends { text?: string }>(pieces: readonly T[]): T[] {
  let least = Infinity;
  const starts = new Set<number>();
  let lineStart = true;
  for (const [index, { text }] of pieces.entries()) {
    if (lineStart && !isBlankLine(text)) {
      least = Math.min(least, text === undefined ? 0 : text.length - text.trimStart().length);
      starts.add(index);
    }
    lineStart = text?.endsWith('\n') === true;
  }
  if (least === Infinity) return [...pieces];
  return pieces.map((piece, index) =>
    starts.has(index) && piece.text !== undefined ? { ...piece, text: piece.text.slice(least) } : piece,
  );
}

function isBlankLine(text: string | undefined): boolean {
  return text !== undefined && text.trim() === '' && text.endsWith('\n');
}
