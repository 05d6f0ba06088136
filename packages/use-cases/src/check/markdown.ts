/** A text of anybody's, in which `…` marks code; or Markdown that `code` made. */
export type MarkdownCell = string | { readonly markdown: string };

/** The words of Markdown that a report needs; whoever brings them sees to it that a text shows as that text and nothing else. */
export interface Markdown {
  code(text: string): string;
  prose(text: string): string;
  table(headers: readonly string[], rows: readonly (readonly MarkdownCell[])[]): string;
  details(summary: string, markdown: string): string;
}
