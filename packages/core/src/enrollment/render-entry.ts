import { renderYaml, toYaml } from '../yaml/index.ts';
import { entryKeys, sourceKeys } from './schema.ts';

/** An entry of images.yaml to be written, keys as they stand there. Keys whose value is undefined are left out. */
export type EntryDraft = Readonly<Record<string, unknown>>;

/**
 * The YAML text of one entry, without the dash of its list: keys in the order of the documentation, every text that
 * could be taken for something else in quotes.
 *
 * The law: reading it back as an entry gives the draft.
 */
export function renderEntry(draft: EntryDraft): string {
  const { source } = draft;
  const entry = typeof source === 'object' && source !== null ? { ...draft, source: inOrder(source as EntryDraft, sourceKeys) } : draft;
  return renderYaml(toYaml(inOrder(entry, written)));
}

// As people write them: what and where first, then how, then whatever else there is.
const first = [
  'name',
  'registry',
  'repository',
  'source',
  'allowTags',
  'constraint',
  'imageSelectionStrategy',
  'rebuildDelay',
  'autoRebuild',
];
const written = [...first, ...entryKeys.filter((key) => !first.includes(key))];

function inOrder(draft: EntryDraft, keys: readonly string[]): EntryDraft {
  const known = keys.filter((key) => draft[key] !== undefined);
  const others = Object.keys(draft).filter((key) => draft[key] !== undefined && !keys.includes(key));
  return Object.fromEntries([...known, ...others].map((key) => [key, draft[key]]));
}
