import { printable, printableLine } from './printable.ts';

/**
 * Text for the log in which the runner finds no workflow command, whoever wrote it. The runner takes a line for a
 * command when it begins with `::`, blanks aside, and also when it holds `##[` anywhere (its older form). Such lines get
 * a bar in front, such brackets a space.
 */
export function logText(text: string): string {
  return withoutCommands(printable(text));
}

/** The same on one line: for titles, and for what stands in the middle of a line. */
export function logLine(text: string): string {
  return withoutCommands(printableLine(text));
}

function withoutCommands(text: string): string {
  return text.replaceAll(olderCommand, '# ').replaceAll(command, '| $&');
}

// The runner compares by the rules of a language, which overlook some characters: whatever is neither letter, digit,
// punctuation nor symbol counts as nothing here.
const command = /^[^\p{L}\p{N}\p{P}\p{S}\n]*:[^\p{L}\p{N}\p{P}\p{S}\s]*:/gmu;
const olderCommand = /(?<=#[^\p{L}\p{N}\p{P}\p{S}\s]*)#(?=[^\p{L}\p{N}\p{P}\p{S}\s]*\[)/gu;
