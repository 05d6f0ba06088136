/**
 * A user's value inside a message: between backticks, cut when long, with everything that a terminal or log could
 * act on made visible. Lists and mappings are named, not printed.
 *
 * @param limit - most characters of the value that are shown
 */
export function show(value: unknown, limit = 60): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a mapping';
  if (value === null || value === undefined) return 'nothing';
  const text = String(value);
  const cut = text.length > limit ? `${text.slice(0, limit)}…` : text;
  return `\`${cut.replaceAll(everyUnprintable, escape).replaceAll('`', "'")}\``;
}

/**
 * The first character that has no business in a configuration file: C0 and C1 controls (tabs and line ends aside),
 * line and paragraph separators, byte-order marks, halves of surrogate pairs, and whatever turns the direction of text around.
 *
 * @returns its offset, or -1
 */
export function findUnprintable(text: string): number {
  return text.search(unprintable);
}

const unprintable =
  // oxlint-disable-next-line no-control-regex -- these are what is looked for
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
const everyUnprintable = new RegExp(`${unprintable.source}|[\t\n\r]`, 'g');

function escape(char: string): string {
  if (char === '\n') return '\\n';
  if (char === '\t') return '\\t';
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
