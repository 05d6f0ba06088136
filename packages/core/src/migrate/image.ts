import { parseImageName } from '../enrollment/index.ts';
import { listField, mapField, mergeState, textField, textOf, type StateKind } from '../state/index.ts';
import { isNull, type YamlMap, type YamlValue } from '../yaml/index.ts';
import type { Converted } from './base.ts';
import { singleBackslashes } from './base-identity.ts';
import { cleanFields, imageRules, isNone } from './clean.ts';
import { toImageName } from './image-name.ts';
import { draftOf, type Draft } from './record.ts';

export interface ImageFile {
  readonly file: string;
  /** File name without `.yaml`. */
  readonly stem: string;
  readonly original: YamlMap;
  /** Names of base states beside this one, by what they were called there. */
  readonly baseNames: ReadonlyMap<string, string>;
}

/**
 * The state of an enrolled image in our schema. Fields that we do not know stay as they are; its bases are called as
 * their states are called now.
 *
 * @returns undefined when neither its name nor its file gives a name that an image can have
 */
export function convertImage({ file, stem, original, baseNames }: ImageFile): Converted | undefined {
  const name = nameFor(stem, original);
  if (name === undefined) return undefined;
  const draft = draftOf(file, original);
  cleanFields(draft, imageRules);
  draft.replace('name', name, 'the name of the entry in images.yaml');
  setStatus(draft);
  setWatch(draft);
  setBases(draft, baseNames);
  return { stem: name, state: mergeState(kindOf(draft.state), draft.state, 'analyze', new Map()), steps: draft.steps, doubts: [] };
}

/** Our files are called like their images; what other programs call theirs is decided by `name`. */
function nameFor(stem: string, state: YamlMap): string | undefined {
  if (parseImageName(stem).ok) return stem;
  return toImageName(textField(state, 'name') ?? '') ?? toImageName(stem);
}

function kindOf(state: YamlMap): StateKind {
  return state.get('discoveryStatus') === 'external' ? 'external' : 'managed';
}

const statuses: readonly string[] = ['pending', 'success', 'failed', 'external'];

function setStatus(draft: Draft): void {
  const { state } = draft;
  const status = textField(state, 'discoveryStatus');
  if (status !== undefined && statuses.includes(status)) return;
  const isWatched = !hasSource(state) && (state.has('repoURL') || state.has('allowTags'));
  draft.replace('discoveryStatus', isWatched ? 'external' : 'pending', 'what analysis begins with');
}

function hasSource(state: YamlMap): boolean {
  return textField(state, 'dockerfile') !== undefined || mapField(state, 'enrollment').has('source');
}

function setWatch(draft: Draft): void {
  for (const field of ['allowTags', 'repoURL', 'constraint']) {
    if (isNone(draft.state.get(field))) draft.replace(field, undefined, '`None` is how Python writes nothing');
  }
  const pattern = textOf(draft.state.get('allowTags'));
  if (pattern !== undefined) draft.set('allowTags', singleBackslashes(pattern), 'a backslash that was doubled');
}

function setBases(draft: Draft, baseNames: ReadonlyMap<string, string>): void {
  const { state } = draft;
  if (isNull(state.get('baseImages'))) return draft.set('baseImages', [], 'analysis finds the bases');
  const bases = listField(state, 'baseImages');
  const named = bases.map((base): YamlValue => baseNames.get(textOf(base) ?? '') ?? base);
  draft.set('baseImages', [...new Set(named)], 'the names that the states of the bases have now');
}
