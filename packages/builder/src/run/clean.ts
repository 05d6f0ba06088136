/** What a terminal acts on: colors and other sequences, complete or not. */
// oxlint-disable-next-line no-control-regex -- these are what is looked for
const sequence = /\u001b(?:\[[0-?]*[ -/]*[@-~]?|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|.)?/g;
// oxlint-disable-next-line no-control-regex -- these are what is looked for
const invisible = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** A line that only shows what it says. Of a line that was written over, the last state is left. */
export function cleanLine(line: string): string {
  const last = line.replace(/\r+$/, '').split('\r').at(-1) ?? '';
  return last.toWellFormed().replaceAll(sequence, '').replaceAll(invisible, '');
}
