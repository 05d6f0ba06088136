import { countItems, sortItems, type Notice, type NoticeItem } from './notice.ts';
import { fitLines, oneLine, safeUrl } from './words.ts';

/** Characters. */
const mostSubject = 150;
const mostBody = 60_000;
const mostText = 500;

/** One line: no sign in it can end a header. */
export function renderSubject(notice: Notice): string {
  const what = notice.items.length === 0 ? 'All is well again' : countItems(notice.items);
  return oneLine(`${what}: ${notice.title} (${notice.factory})`, mostSubject);
}

/** Plain text, which nobody's program reads as markup. */
export function renderMail(notice: Notice): string {
  const items = sortItems(notice.items);
  const what = items.length === 0 ? 'Nothing needs a person now.' : `${countItems(items)}:`;
  const lines = fitLines(items.map(renderItem), mostBody);
  const sender = `The image factory of ${oneLine(notice.factory, 300)} sends this once, when something changes.`;
  return [what, lines.join('\n'), sender].filter((part) => part !== '').join('\n\n');
}

function renderItem({ severity, image, text, url }: NoticeItem): string {
  const about = image === undefined ? '' : ` ${oneLine(image, 200)}:`;
  const href = safeUrl(url);
  return `- ${severity}${about} ${oneLine(text, mostText)}${href === undefined ? '' : `\n  ${href}`}`;
}
