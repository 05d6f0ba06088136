import { countItems, sortItems, type Notice, type NoticeItem } from './notice.ts';
import { fitLines, oneLine, safeUrl } from './words.ts';

/** Slack shows 4,000 characters well, and takes ten times as many. */
const mostText = 3500;

/** The message, in the markup that Slack and what is compatible with it have in common. */
export function renderSlack(notice: Notice): string {
  const items = sortItems(notice.items);
  const head = `${escapeSlack(notice.title, 200)} (${escapeSlack(notice.factory, 300)})`;
  if (items.length === 0) return `All is well again: ${head}`;
  return [`${countItems(items)}: ${head}`, ...fitLines(items.map(renderItem), mostText)].join('\n');
}

function renderItem({ severity, image, text, url }: NoticeItem): string {
  const about = image === undefined ? '' : ` ${escapeSlack(image, 200)}:`;
  const href = safeUrl(url);
  return `• ${severity}${about} ${escapeSlack(text, 300)}${href === undefined ? '' : ` <${href.replaceAll('&', '&amp;')}|details>`}`;
}

/**
 * Anybody's text: it calls nobody, and no link comes out of it. Slack asks for the three entities; compatible servers also read
 * `@all`, `[text](link)` and bare addresses, which a character without width takes apart.
 */
function escapeSlack(text: string, most: number): string {
  const escaped = oneLine(text, most).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return escaped.replaceAll(/@|\](?=\()|:(?=\/\/)|www(?=\.)/gi, (sign) => `${sign}\u200B`);
}
