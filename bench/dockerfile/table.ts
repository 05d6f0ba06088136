/** A Markdown table; the first column is text, the others are numbers. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, head.map((_, column) => (column === 0 ? '---' : '---:')), ...rows];
  return all.map((row) => `| ${row.join(' | ')} |`).join('\n');
}
