import { isSpace } from '../words/whitespace.ts';

/**
 * Words separated by white space outside of quotes; quotes and escapes stay as they are, to be expanded later.
 * For ARG, ENV and LABEL.
 */
export function quotedWords(text: string, escape: string): string[] {
  const words: string[] = [];
  let word = '';
  let quote = '';
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (quote === '' && isSpace(text.charCodeAt(at))) {
      if (word !== '') words.push(word);
      word = '';
      continue;
    }
    // Nothing is escaped within single quotes; an escape character at the very end vanishes.
    if (char === escape && quote !== "'") {
      const escaped = text.charAt(at + 1);
      if (escaped !== '') word += char + escaped;
      at += 1;
      continue;
    }
    if (char === quote) quote = '';
    else if (quote === '' && (char === "'" || char === '"')) quote = char;
    word += char;
  }
  if (word !== '') words.push(word);
  return words;
}
