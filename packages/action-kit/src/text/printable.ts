/**
 * Text that only shows what it says: colors and other terminal sequences, control characters, characters without a
 * width and marks that turn the direction around are gone; every kind of line end is `\n`. Tabs stay.
 */
export function printable(text: string): string {
  return text.toWellFormed().replaceAll(lineEnd, '\n').replaceAll(terminalSequence, '').replaceAll(invisible, '');
}

/** The same on one line, without blanks around it. */
export function printableLine(text: string): string {
  return printable(text).replaceAll(/\s+/g, ' ').trim();
}

const lineEnd = /\r\n?|[\u0085\u2028\u2029]/g;
// A color or cursor command, a title or link up to its end, or an escape with a single letter.
// oxlint-disable-next-line no-control-regex -- these are what is taken out
const terminalSequence = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b\n]*(?:\u0007|\u001b\\)?|[@-Z\\^_])/g;
const invisible = /[^\P{Cc}\n\t]|[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
