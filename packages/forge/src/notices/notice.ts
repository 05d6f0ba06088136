import { hash } from 'node:crypto';
import type { RepoSlug } from '@image-factory/core/enrollment';
import type { Problem } from '@image-factory/core/problem';

/** Something that needs a person. Its texts may come from anybody. */
export interface NoticeItem {
  readonly severity: Problem['severity'];
  readonly image?: string;
  readonly text: string;
  /** Where to read more; only https is shown. */
  readonly url?: string;
}

/** What a factory has to say now; without items: all is well. */
export interface Notice {
  readonly title: string;
  readonly factory: RepoSlug;
  readonly items: readonly NoticeItem[];
}

const severities: readonly NoticeItem['severity'][] = ['error', 'warning', 'notice'];

/** The items worst first, then by image and text, each once: in whatever order they were found, the same is told. */
export function sortItems(items: readonly NoticeItem[]): readonly NoticeItem[] {
  const byKey = new Map(items.map((item) => [keyOf(item), item]));
  return [...byKey].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
}

/**
 * Stands for what a notice says: SHA-256 in hex. Two notices with the same one need no second message; that all is well is the
 * same under every title.
 */
export function fingerprintOf({ title, factory, items }: Notice): string {
  const said = items.length === 0 ? [] : [title, ...sortItems(items).map(keyOf)];
  return hash('sha256', JSON.stringify([factory.toLowerCase(), ...said]), 'hex');
}

/** `2 errors and 1 warning`. */
export function countItems(items: readonly NoticeItem[]): string {
  const parts = severities.flatMap((severity) => {
    const count = items.filter((item) => item.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severity}${count === 1 ? '' : 's'}`];
  });
  return new Intl.ListFormat('en').format(parts);
}

function keyOf({ severity, image = '', text, url = '' }: NoticeItem): string {
  return JSON.stringify([severities.indexOf(severity), image, text, url]);
}
