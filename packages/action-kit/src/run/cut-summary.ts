const note = '\n\n**The rest of this summary is left out: GitHub shows no more than this of one step.**\n';
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * A summary that GitHub takes: above the limit it would show nothing at all.
 *
 * @param limit - bytes of UTF-8
 * @returns the text itself, or its first lines, what they leave open closed, and a note
 */
export function cutSummary(text: string, limit: number): string {
  const bytes = encoder.encode(text);
  if (bytes.length <= limit) return text;
  const room = Math.max(0, limit - encoder.encode(note).length);
  let kept = firstLines(bytes, room);
  let ending = closing(kept);
  while (kept !== '' && encoder.encode(kept + ending).length > room) {
    kept = firstLines(bytes, encoder.encode(kept).length - 1);
    ending = closing(kept);
  }
  return `${kept}${ending}${note}`.trimStart();
}

/** Whole lines only: half a row or a link that is cut in two would spoil what is before it. */
function firstLines(bytes: Uint8Array, length: number): string {
  const end = bytes.subarray(0, Math.max(0, length)).lastIndexOf(0x0a);
  return decoder.decode(bytes.subarray(0, Math.max(0, end)));
}

function closing(text: string): string {
  const open = count(text, '<details>') - count(text, '</details>');
  return '\n\n</details>'.repeat(Math.max(0, open));
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}
