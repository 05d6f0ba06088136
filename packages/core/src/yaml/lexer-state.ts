/** What the lexical scan may come upon. */
export type FindingKind = 'anchor' | 'alias' | 'tag' | 'directive' | 'documents' | 'too-deep' | 'unclosed-quote' | 'unclosed-bracket';

/** Offsets and lengths are in UTF-16 units of the text. */
export interface Finding {
  readonly kind: FindingKind;
  readonly offset: number;
  readonly length: number;
}

/** A block list or mapping, by the column (from 0) in which its items or keys stand. */
interface Level {
  readonly column: number;
  readonly list: boolean;
}

/** An open `[` or `{`. `pair`: within `[`, a `key: value` without braces is open. */
interface Bracket {
  readonly offset: number;
  readonly list: boolean;
  pair: boolean;
}

/** Where the scan stands. */
export interface Lexer {
  readonly text: string;
  readonly maxDepth: number;
  position: number;
  /** Offset at which the line of `position` begins. */
  lineStart: number;
  /** No token of this line was read yet. */
  fresh: boolean;
  readonly levels: Level[];
  readonly brackets: Bracket[];
  /** Collections that are open: levels, brackets and pairs. */
  depth: number;
  /** In a flow collection, the last token was a quoted text or a collection: a colon right behind it ends a key. */
  afterValue: boolean;
  /** Before, inside or after the document's content. */
  stage: 'before' | 'inside' | 'after';
  finding: Finding | undefined;
}

export function isBreak(char: number): boolean {
  return char === 10 || char === 13;
}

export function isBlank(char: number): boolean {
  return char === 32 || char === 9;
}

export function isSeparator(char: number): boolean {
  return isBlank(char) || isBreak(char);
}

/** True also behind the last character, where `charCodeAt` gives NaN. */
export function isBreakOrEnd(char: number): boolean {
  return isSeparator(char) || Number.isNaN(char);
}

/** `,` `[` `]` `{` `}` */
export function isFlowMark(char: number): boolean {
  return char === 44 || char === 91 || char === 93 || char === 123 || char === 125;
}

/** Column (from 0) of the innermost block collection; content that belongs to it stands further right. -1: none. */
export function parentColumn({ levels }: Lexer): number {
  return levels.at(-1)?.column ?? -1;
}

/** Whether a line begins here with `---` or `...` as a word of its own. */
export function isDocumentMarker(text: string, position: number): boolean {
  const char = text.charCodeAt(position);
  if (char !== 45 && char !== 46) return false;
  return text.charCodeAt(position + 1) === char && text.charCodeAt(position + 2) === char && isBreakOrEnd(text.charCodeAt(position + 3));
}
