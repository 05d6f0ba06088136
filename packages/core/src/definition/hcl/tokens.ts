/** What the text holds at one place, spaces and comments aside. */
export interface Token {
  readonly kind: 'name' | 'number' | 'newline' | 'end' | 'quote' | 'heredoc' | 'mark' | 'bad';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const namePattern = /[\p{ID_Start}_][\p{ID_Continue}-]*/uy;
const numberPattern = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const heredocPattern = /<<-?([\p{ID_Start}_][\p{ID_Continue}-]*)\r?\n/uy;
const markPattern = /\.\.\.|=>|==|!=|<=|>=|&&|\|\||::|~\}|[{}()[\],.=:?<>!+*/%-]/y;

/** Reads the token at or after `from`; newlines are spaces unless they are asked for. */
export function readToken(text: string, from: number, newlines: boolean): Token {
  const start = skipSpace(text, from, newlines);
  if (start >= text.length) return { kind: 'end', text: '', start: text.length, end: text.length };
  const newline = matchAt(/\r?\n/y, text, start);
  if (newline !== undefined) return token('newline', newline, start);
  const heredoc = matchAt(heredocPattern, text, start);
  if (heredoc !== undefined) return token('heredoc', heredoc, start);
  const name = matchAt(namePattern, text, start);
  if (name !== undefined) return token('name', name, start);
  const number = matchAt(numberPattern, text, start);
  if (number !== undefined) return token('number', number, start);
  if (text[start] === '"') return token('quote', '"', start);
  const mark = matchAt(markPattern, text, start);
  return mark === undefined ? token('bad', text.charAt(start), start) : token('mark', mark, start);
}

function token(kind: Token['kind'], text: string, start: number): Token {
  return { kind, text, start, end: start + text.length };
}

function skipSpace(text: string, from: number, newlines: boolean): number {
  let at = from;
  while (at < text.length) {
    const char = text[at];
    if (char === ' ' || char === '\t' || (at === 0 && char === '\ufeff')) at += 1;
    else if (!newlines && (char === '\n' || (char === '\r' && text[at + 1] === '\n'))) at += 1;
    else if (char === '#' || (char === '/' && text[at + 1] === '/')) at = endOfLine(text, at);
    else if (char === '/' && text[at + 1] === '*') {
      const close = text.indexOf('*/', at + 2);
      if (close < 0) return at;
      at = close + 2;
    } else return at;
  }
  return at;
}

function endOfLine(text: string, at: number): number {
  const newline = text.indexOf('\n', at);
  if (newline < 0) return text.length;
  return text[newline - 1] === '\r' ? newline - 1 : newline;
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  const sticky = pattern;
  sticky.lastIndex = at;
  return sticky.exec(text)?.[0];
}
