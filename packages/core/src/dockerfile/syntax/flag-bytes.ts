/**
 * The UTF-8 of a text, each byte as one character: that is how BuildKit reads flags, so that `à`, whose second byte is
 * 0xA0, ends a flag like a blank, and a no-break space between two flags ends them all.
 */
export function toBytes(text: string): string {
  let bytes = '';
  for (const char of text) bytes += utf8(char.codePointAt(0) ?? 0);
  return bytes;
}

/** What follows the first `count` bytes of a text; of a character that is cut in two nothing is left. */
export function afterBytes(text: string, count: number): string {
  let passed = 0;
  let at = 0;
  while (passed < count && at < text.length) {
    const char = String.fromCodePoint(text.codePointAt(at) ?? 0);
    passed += utf8(char.codePointAt(0) ?? 0).length;
    at += char.length;
  }
  return text.slice(at);
}

/** A lone surrogate becomes U+FFFD, as wherever text is written to a file. */
function utf8(code: number): string {
  if (code < 0x80) return String.fromCharCode(code);
  if (code < 0x800) return String.fromCharCode(0xc0 | (code >> 6), tail(code));
  if (code >= 0xd800 && code < 0xe000) return utf8(0xfffd);
  if (code < 0x10000) return String.fromCharCode(0xe0 | (code >> 12), tail(code >> 6), tail(code));
  return String.fromCharCode(0xf0 | (code >> 18), tail(code >> 12), tail(code >> 6), tail(code));
}

function tail(bits: number): number {
  return 0x80 | (bits & 0x3f);
}
