import { printableLine } from '../text/printable.ts';

/**
 * Anybody's text as Markdown that shows exactly that text, on one line: no markup, HTML, link, mention or formula comes
 * out of it. Works in paragraphs, list items, headings and table cells.
 */
export function escapeMarkdown(text: string): string {
  return escapeLine(printableLine(text));
}

/** Text as code: references, paths, digests. */
export function code(text: string): string {
  const line = printableLine(text);
  if (line === '') return '';
  return /[`|\\]/.test(line) ? `<code>${escapeLine(line)}</code>` : `\`${line}\``;
}

/** A message in which `…` marks code. Whoever wrote it, nothing but text and code comes out. */
export function prose(text: string): string {
  const parts = printableLine(text).split(/`([^`]+)`/);
  return parts.map((part, index) => (index % 2 === 1 ? code(part) : escapeLine(part))).join('');
}

/** A link, for places that take Markdown. Anything but http and https is shown as text alone. */
export function link(text: string, url: string): string {
  const target = URL.parse(url);
  if (target?.protocol !== 'https:' && target?.protocol !== 'http:') return escapeMarkdown(text);
  return `[${escapeMarkdown(text)}](<${target.href.replaceAll(/[<>\\|]/g, encodeURIComponent)}>)`;
}

// Once over the text, so that nothing is escaped twice.
function escapeLine(line: string): string {
  return line.replaceAll(special, (match, sign: string | undefined, word: string | undefined) => {
    if (sign !== undefined) return `<span>${sign}</span>`;
    if (word !== undefined) return `${word}\\`;
    return entities[match] ?? `\\${match}`;
  });
}

// In an element of its own, GitHub makes no name (@), number (#) or formula ($) of a sign. A backslash behind the word
// keeps `www.` from becoming a link, and `1.` at the beginning from becoming a list.
const special = /([@$]|#(?=\d))|(www(?=\.)|^\d{1,9}(?=[.)]))|^[-+=]|[\\`*_[\]~#<>&|]|:(?=\/\/)/gi;
const entities: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '|': '&#124;' };
