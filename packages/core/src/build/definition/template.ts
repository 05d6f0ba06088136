/**
 * A text as a bake file in JSON has it: every string there, names in mappings included, is a template of HCL, in which
 * `${` and `%{` begin an expression. Doubling the first character makes either literal, whatever stands before it.
 */
export function escapeTemplate(text: string): string {
  return text.replaceAll(/[$%](?=\{)/g, '$&$&');
}

/**
 * Whether a text arrives in the build as it is: HCL composes characters (NFC), drops a byte-order mark at the start and
 * replaces halves of surrogate pairs.
 */
export function survivesBake(text: string): boolean {
  return text.isWellFormed() && !text.startsWith('\ufeff') && text.normalize('NFC') === text;
}
