import { fieldsOwnedBy, listField, mapField, markArchived, statePath, textOf, type StateShelf } from '@image-factory/core/state';
import { formatTime } from '@image-factory/core/text';
import { isList, isMap, isNull, sameValue, type YamlMap, type YamlValue } from '@image-factory/core/yaml';
import { fileAt, lineOf, type Draft } from './draft.ts';

const pairs = [
  ['images', 'archivedImages'],
  ['bases', 'archivedBases'],
] as const satisfies readonly (readonly [StateShelf, StateShelf])[];

/** What is both in use and in the archive, and what is there without saying since when. */
export function checkArchive(draft: Draft): void {
  const { after, findings } = draft;
  for (const [live, shelf] of pairs) {
    for (const [stem, archived] of [...after[shelf]]) {
      const path = statePath({ shelf, stem });
      const present = after[live].get(stem);
      const at = fileAt(draft, path);
      if (present !== undefined) {
        const lacking = ownKnowledge(archived, present, live);
        const what = `${stem} is in use (${fileAt(draft, statePath({ shelf: live, stem }))}) and in the archive.`;
        if (lacking.length === 0) {
          findings.push({
            kind: 'duplicate',
            path: at,
            what,
            repair: 'the archived file, which knows nothing more, goes',
            harmless: false,
          });
          after[shelf].delete(stem);
        } else {
          const fields = lacking.map((field) => `\`${field}\``).join(', ');
          const hint = `Only the archived file has its ${fields}. Take over what is still true, then delete it.`;
          findings.push({ kind: 'duplicate', path: at, ...lineOf(draft, path, lacking[0]), what, hint, harmless: false });
        }
      } else if (mapField(archived, 'archived').size === 0) {
        findings.push({
          kind: 'unmarked',
          path: at,
          what: 'An archived file does not say since when and why.',
          repair: 'it is marked with the time of the repair',
          harmless: true,
        });
        after[shelf].set(stem, markArchived(archived, formatTime(draft.now), 'found in the archive'));
      }
    }
  }
}

/** The fields of the archived state that the state in use lacks or has otherwise; what analysis writes does not count. */
function ownKnowledge(archived: YamlMap, present: YamlMap, shelf: 'images' | 'bases'): string[] {
  const derived = new Set([...fieldsOwnedBy('analyze', shelf === 'bases' ? 'base' : 'managed'), 'lastChecked']);
  return [...archived]
    .filter(([field, value]) => !derived.has(field) && !isEmpty(value) && !sameValue(value, present.get(field)))
    .map(([field]) => field);
}

function isEmpty(value: YamlValue): boolean {
  if (isList(value)) return value.length === 0;
  if (isMap(value)) return [...value.values()].every(isEmpty);
  return isNull(value);
}

/** Entries of `builtFrom` about base images that no Dockerfile names and no file is about, in use or archived. */
export function checkBuiltFrom(draft: Draft): void {
  const { after, findings } = draft;
  if (after.blocked.size > 0) return;
  for (const [stem, state] of after.images) {
    const builtFrom = mapField(state, 'builtFrom');
    const named = new Set(listField(state, 'baseImages').map((item) => textOf(item)));
    const dangling = [...builtFrom.keys()].filter(
      (key) =>
        !named.has(key) &&
        !after.bases.has(key) &&
        !after.archivedBases.has(key) &&
        !after.images.has(key) &&
        !after.archivedImages.has(key),
    );
    if (dangling.length === 0) continue;
    const path = statePath({ shelf: 'images', stem });
    const what = `\`builtFrom\` names base images that nothing is known about: ${dangling.join(', ')}.`;
    findings.push({
      kind: 'dangling',
      path: fileAt(draft, path),
      ...lineOf(draft, path, 'builtFrom'),
      what,
      repair: 'they are left out',
      harmless: true,
    });
    const kept = new Map([...builtFrom].filter(([key]) => !dangling.includes(key)));
    after.images.set(stem, new Map([...state, ['builtFrom', kept] as const]));
  }
}
