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
  if (!isJsonForGo(array)) return ok(undefined);
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

/** How deep arrays and objects may stand within each other before Go's decoder gives up. */
const deepest = 10_000;

/** Go's decoder refuses two things that JavaScript reads: numbers beyond all bounds, and what nests too deeply. */
function isJsonForGo(array: readonly unknown[]): boolean {
  let level: readonly unknown[] = [array];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (level.some((value) => value === Infinity || value === -Infinity)) return false;
    const containers = level.filter((value) => typeof value === 'object' && value !== null);
    if (containers.length > 0 && depth >= deepest) return false;
    level = containers.flatMap((value): unknown[] => Object.values(value));
  }
  return true;
}
