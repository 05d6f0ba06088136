import type { Range } from '../problem/index.ts';
import { Places } from './places.ts';

/**
 * Refines the place of a problem from a line to the words that are meant, also where the instruction goes on over
 * several lines.
 *
 * @param line - of the instruction, from 1
 * @param written - words as they stand in the file: the base of a FROM, the value of `--from` …
 * @returns a range whose text is `written`, or the whole line where there is none
 */
export function preciseRange(text: string, line: number, written: string): Range {
  const places = new Places(text);
  // COPY and RUN name an image behind `from=`, which a FROM never holds.
  const flagged = places.rangeOf(line, written, 'from=');
  return places.textAt(flagged) === written ? flagged : places.rangeOf(line, written);
}
