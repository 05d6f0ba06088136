import { hash } from 'node:crypto';
import type { RepoSlug } from '@image-factory/core/enrollment';
import { countItems, fingerprintOf, sortItems, type Notice, type NoticeItem } from './notice.ts';
import { fitLines, oneLine, safeUrl } from './words.ts';

/** GitHub takes 65,536 characters. */
const mostBody = 60_000;
const mostText = 500;
const mostTitle = 200;

/** The title of an issue; there, GitHub reads no Markdown. */
export function renderTitle({ title }: Notice): string {
  return oneLine(title, mostTitle) || 'Image Factory';
}

/** The text of the issue, with a comment that nobody sees, by which it is found again. */
export function renderBody(notice: Notice): string {
  const items = sortItems(notice.items);
  const lines = fitLines(items.map(renderItem), mostBody);
  const what = items.length === 0 ? 'Nothing needs a person now.' : `${countItems(items)}:`;
  return [what, lines.join('\n'), renderFooter(notice.factory), markerOf(notice)].filter((part) => part !== '').join('\n\n');
}

function renderItem({ severity, image, text, url }: NoticeItem): string {
  const href = safeUrl(url);
  const about = image === undefined ? '' : ` ${escapeText(image, 200)}:`;
  return `- **${severity}**${about} ${escapeText(text, mostText)}${href === undefined ? '' : ` ([details](<${href}>))`}`;
}

function renderFooter(factory: RepoSlug): string {
  return `<sub>The image factory of ${escapeText(factory, 300)} keeps this issue: it changes it in place, and closes it when nothing is left.</sub>`;
}

/**
 * Anybody's text inside a line of Markdown that shows exactly that text: no markup, HTML, link, mention, issue number, formula
 * or emoji comes out of it. A sign in an element of its own means nothing to GitHub.
 */
export function escapeText(text: string, most: number): string {
  return oneLine(text, most).replaceAll(special, (sign) => {
    const entity = entities[sign];
    if (entity !== undefined) return entity;
    return /[@#$:.-]/.test(sign) ? `<span>${sign}</span>` : `\\${sign}`;
  });
}

// The dot of `www.` and the dash of `GH-1` are parts of links, too; a colon at the end of a word is none.
const special = /[&<>@#$]|:(?=\S)|(?<=www)\.|(?<=\bGH)-(?=\d)|[\\`*_{}[\]()~|!^]/gi;
const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** What an issue says of itself: whose it is, and what it told last. */
export interface Marker {
  readonly factory: string;
  /** A fingerprint, or `settled`: this side closed it. */
  readonly told: string;
}

export function readMarker(body: string): Marker | undefined {
  const [, factory, told] = /<!-- image-factory\/notice: ([0-9a-f]{16}) (settled|[0-9a-f]{64}) -->\s*$/.exec(body) ?? [];
  return factory === undefined || told === undefined ? undefined : { factory, told };
}

/** A name could hold what ends a comment; its hash can not. */
export function factoryMark(factory: RepoSlug): string {
  return hash('sha256', factory.toLowerCase(), 'hex').slice(0, 16);
}

function markerOf(notice: Notice): string {
  const told = notice.items.length === 0 ? 'settled' : fingerprintOf(notice);
  return `<!-- image-factory/notice: ${factoryMark(notice.factory)} ${told} -->`;
}
