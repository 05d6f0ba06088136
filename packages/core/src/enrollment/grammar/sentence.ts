import { ok, show } from '../../text/index.ts';
import { refuse, type Parsed } from './refusal.ts';

/** Reads free text: anything but nothing, up to a length. Characters that do not print are refused before. */
export function sentence(text: string, most: number): Parsed<string> {
  if (text.trim() === '') return refuse('The text is empty.');
  return text.length <= most ? ok(text) : refuse(`${show(text)} is longer than ${most} characters.`);
}
