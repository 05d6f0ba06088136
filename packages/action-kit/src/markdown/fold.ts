import { escapeMarkdown } from './escape.ts';

/** What is too long to be open: a line that unfolds to the rest. */
export function details(summary: string, markdown: string): string {
  // GitHub reads Markdown inside the element only behind an empty line.
  return `<details>\n<summary>${escapeMarkdown(summary)}</summary>\n\n${markdown}\n\n</details>`;
}

/**
 * Long lists show their first items and fold the rest away.
 *
 * @param render - some of the items as one block of Markdown
 * @param shown - how many stay open
 */
export function fold<T>(items: readonly T[], render: (some: readonly T[]) => string, shown: number): string {
  // A fold that hides one or two items would take as much room as they do.
  if (items.length <= shown + 2) return render(items);
  return [render(items.slice(0, shown)), details(`${items.length - shown} more`, render(items.slice(shown)))].join('\n\n');
}
