import { readEnrollment, type EnrollmentText, type Hold, type ManagedImage } from '@image-factory/core/enrollment';
import { hasErrors, type Problem } from '@image-factory/core/problem';
import { fail, formatTime, type Result } from '@image-factory/core/text';
import { isEditableList, isEditableMap, parseEditable, setKey, type YamlPath } from '@image-factory/core/yaml';
import { cannotHold } from './problems.ts';

/** Whether a hold stands at a time. */
export function isHeld({ hold }: Pick<ManagedImage, 'hold'>, now: Date): boolean {
  return hold !== undefined && (hold.until === undefined || hold.until > now);
}

/**
 * The file of an entry with a hold on it; every other byte stays. It is read again before anybody writes it: what would be no
 * hold, or would break the entry, is refused.
 *
 * @param before - the file that the entry stands in
 */
export function holdEntry(before: EnrollmentText, image: ManagedImage, hold: Hold): Result<string, Problem> {
  const path = pathOf(before, image);
  if (path === undefined) return fail(cannotHold(image, 'its entry was not found again', 'Give it a `hold` by hand.'));
  if (image.hold !== undefined)
    return fail(cannotHold(image, 'it has a hold that has ended', 'Take that away by hand, or let it end later.'));
  const until = hold.until === undefined ? {} : { until: formatTime(hold.until) };
  const edited = setKey(before.text, before.path, [...path, 'hold'], { reason: hold.reason, ...until });
  if (!edited.ok) return edited;
  const after = readEnrollment([{ path: before.path, text: edited.value }]);
  if (after.value.images.get(image.name)?.hold?.reason === hold.reason) return edited;
  const why = after.problems.find((problem) => hasErrors([problem]) && problem.message.includes('hold'));
  return fail(
    why === undefined ? cannotHold(image, 'its entry could not be read any more', 'Choose other words for the reason.') : withoutPlace(why),
  );
}

function pathOf({ path, text }: EnrollmentText, { name }: ManagedImage): YamlPath | undefined {
  const value = parseEditable(text, path, 'images').value?.value;
  const base = isEditableMap(value) ? ['images'] : [];
  const list = isEditableMap(value) ? value['images'] : value;
  if (!isEditableList(list)) return undefined;
  const index = list.findIndex((entry) => isEditableMap(entry) && entry['name'] === name);
  return index < 0 ? undefined : [...base, index];
}

/** The hold is in no file yet: its line would lead nowhere. */
function withoutPlace({ source: _source, ...problem }: Problem): Problem {
  return problem;
}
