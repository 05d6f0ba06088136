/**
 * Text of any origin on one line, with everything visible that a terminal could act on or that hides or reorders other
 * text: control characters, colors, line ends, direction marks, characters without a width.
 */
export function printable(text: string): string {
  return text.replaceAll(hidden, escapeCharacter);
}

/** JSON with the same characters written as escapes: the value stays what it is. */
export function printableJson(json: string): string {
  return json.replaceAll(hiddenInJson, (char) =>
    [...Array(char.length).keys()].map((index) => `\\u${hex(char.charCodeAt(index))}`).join(''),
  );
}

const hidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
// Line ends and blanks outside of texts are layout.
const hiddenInJson = /[^\P{Cc}\n]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

function escapeCharacter(char: string): string {
  if (char === '\n') return '\\n';
  if (char === '\t') return '\\t';
  const code = char.codePointAt(0) ?? 0;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${hex(code)}`;
}

function hex(code: number): string {
  return code.toString(16).padStart(4, '0');
}
