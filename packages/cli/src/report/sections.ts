import type { Page } from '../terminal/page.ts';

/** A heading with its lines; left out when there are none. */
export function section(title: string, body: string, page: Page): string[] {
  return body === '' ? [] : [`${page.paint('bold', title)}\n${body}`];
}

/** Parts with an empty line between, ending with a line end. */
export function joinSections(parts: readonly string[]): string {
  const present = parts.filter((part) => part !== '');
  return present.length === 0 ? '' : `${present.join('\n\n')}\n`;
}

/** `1 image`, `3 images`. */
export function counted(number: number, word: string, words = `${word}s`): string {
  return `${number} ${number === 1 ? word : words}`;
}
