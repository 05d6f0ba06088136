import { findUnprintable } from '../text/index.ts';

/** Anybody's text as code on one line, in a paragraph or a cell of a table: nothing in it is markup. */
export function codeCell(text: string): string {
  const line = plain(text).replaceAll('|', '\\|');
  const fence = '`'.repeat(Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length)) + 1);
  return line === '' ? '' : fence.length === 1 ? `\`${line}\`` : `${fence} ${line} ${fence}`;
}

/** Anybody's text as that text, in which `…` marks code: no markup, HTML, link or mention comes out of it. */
export function textCell(text: string): string {
  return plain(text)
    .split(/`([^`]+)`/)
    .map((part, index) => (index % 2 === 1 ? codeCell(part) : escaped(part)))
    .join('');
}

export function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

const entities: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '|': '&#124;' };

function escaped(text: string): string {
  return text.replaceAll(/[\\`*_[\]~<>&|]|[@$]|#(?=\d)|:(?=\/\/)|www(?=\.)/gi, (sign) => {
    if (sign === '@' || sign === '$' || sign === '#') return `<span>${sign}</span>`;
    return entities[sign] ?? (sign.length > 1 ? `${sign}\\` : `\\${sign}`);
  });
}

function plain(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return findUnprintable(line) < 0 ? line : [...line].filter((char) => findUnprintable(char) < 0).join('');
}
