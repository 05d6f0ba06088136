import { fail, ok, type Result } from '../../text/index.ts';
import { complain, type Complaint } from '../complaint.ts';
import { trimSpaceStart } from '../words/whitespace.ts';

/**
 * The words of the exec form, `["a", "b"]`.
 *
 * @returns undefined when the text is no JSON array: then BuildKit reads it as a shell would
 */
export function jsonWords(text: string): Result<readonly string[] | undefined, Complaint> {
  if (!trimSpaceStart(text).startsWith('[')) return ok(undefined);
  const array = parseArray(trimSpaceStart(text));
  if (array === undefined) return ok(undefined);
  const words = array.filter((item) => typeof item === 'string');
  if (words.length === array.length) return ok(words);
  return fail(complain('The array holds something other than strings.', { hint: 'Put every word in double quotes.' }));
}

function parseArray(json: string): readonly unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
