/**
 * Lower case as Go has it, as far as the result can be ASCII: a capital I with a dot becomes a plain `i` there,
 * and an `i` with a dot of its own in JavaScript. So `BUİLD` is `build` for BuildKit.
 */
export function lowerCase(text: string): string {
  return text.replaceAll('\u0130', 'i').toLowerCase();
}
