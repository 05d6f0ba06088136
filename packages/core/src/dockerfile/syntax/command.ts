import { cutWord, isSpace, trimSpace } from '../words/whitespace.ts';
import { afterBytes, toBytes } from './flag-bytes.ts';

/** An instruction cut into its parts; nothing is judged yet. */
export interface Command {
  /** As written: `From`. */
  readonly keyword: string;
  /** Leading words that start with `--`, without their quotes and escapes. */
  readonly flags: readonly string[];
  readonly rest: string;
}

/** @param line - all lines of the instruction, joined */
export function splitCommand(line: string, escape: string): Command {
  const [keyword, rest] = cutWord(trimSpace(line));
  if (rest === undefined) return { keyword, flags: [], rest: '' };
  if (!trimSpace(rest).startsWith('--')) return { keyword, flags: [], rest: trimSpace(rest) };
  return { keyword, ...leadingFlags(rest, escape) };
}

/** Flags are read byte by byte; where all is ASCII, bytes are what the text holds anyway. */
function leadingFlags(text: string, escape: string): Omit<Command, 'keyword'> {
  const isPlain = !/[^\0-\x7f]/.test(text);
  const { flags, end } = cutFlags(isPlain ? text : toBytes(text), escape);
  return { flags, rest: trimSpace(isPlain ? text.slice(end) : afterBytes(text, end)) };
}

/** @returns the flags and where they end */
function cutFlags(text: string, escape: string): { flags: readonly string[]; end: number } {
  const flags: string[] = [];
  for (let at = 0; ;) {
    while (at < text.length && isSpace(text.charCodeAt(at))) at += 1;
    if (!text.startsWith('--', at)) return { flags, end: at };
    const { word, quoted, end } = readFlag(text, at, escape);
    // A lone `--` ends the flags, but not at the very end, where it counts for nothing.
    if (word === '--') return { flags, end };
    if (quoted || word !== '') flags.push(word);
    at = end;
  }
}

/** One word from `at` on; a quote that is never closed takes the rest. */
function readFlag(text: string, start: number, escape: string): { word: string; quoted: boolean; end: number } {
  let word = '';
  let quote = '';
  let quoted = false;
  for (let at = start; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (quote === '' && isSpace(text.charCodeAt(at))) return { word, quoted, end: at };
    if (char === quote) quote = '';
    else if (quote === '' && (char === "'" || char === '"')) [quote, quoted] = [char, true];
    else if (char === escape) {
      at += 1;
      word += text.charAt(at);
    } else word += char;
  }
  return { word, quoted, end: text.length };
}
