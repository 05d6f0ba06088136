/**
 * Anybody's text on one line: without what can not be seen, turns text around or steers a terminal, and not longer than
 * `most` characters.
 */
export function oneLine(text: string, most: number): string {
  const start = text.slice(0, most * 4); // whatever is behind that is never shown
  const line = start.replaceAll(/[\p{C}\p{Z}]+/gu, ' ').trim();
  const characters = [...line];
  return characters.length > most || text.length > start.length ? `${characters.slice(0, most).join('')}…` : line;
}

const longestUrl = 2000;

/** A link that may be shown: https, without a user in it. @returns undefined for anything else */
export function safeUrl(text: string | undefined): string | undefined {
  const url = text === undefined || text.length > longestUrl ? null : URL.parse(text);
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '') return undefined;
  return url.href.replaceAll(/[<>|\\()[\]`*~$]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
}

/** As many lines as there is room for, and a last one that counts the others. */
export function fitLines(lines: readonly string[], room: number): string[] {
  let left = room;
  const count = lines.findIndex((line) => (left -= line.length + 1) < 0);
  return count < 0 ? [...lines] : [...lines.slice(0, count), `… and ${lines.length - count} more`];
}
