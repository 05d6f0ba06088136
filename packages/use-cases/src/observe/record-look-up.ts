import { recordLookUp, recordUnderTag, seenOf, underTag, withoutOldTags, type LookUp, type News } from '@image-factory/core/observe';
import type { Problem } from '@image-factory/core/problem';
import { familiarReference } from '@image-factory/core/reference';
import { renderState, statePath, textField } from '@image-factory/core/state';
import type { YamlMap } from '@image-factory/core/yaml';
import { pathIn, type Layout } from '../layout.ts';
import type { PlannedFile } from '../report.ts';
import type { Subject } from './subjects.ts';

/** What a look-up of one image came to. */
export interface ObservedImage {
  readonly name: string;
  readonly kind: 'managed' | 'external' | 'base';
  readonly reference: string;
  /** `unpublished`: an image of ours that was never built is not there yet. */
  readonly outcome: 'changed' | 'same' | 'failed' | 'unpublished';
  /** What the reference points to now, when the registry said so. */
  readonly digest?: string;
  readonly news: readonly News[];
}

export interface RecordedImage {
  readonly image: ObservedImage;
  /** What its state is now. */
  readonly state: YamlMap;
  /** Its state file, when that has to be written. */
  readonly file?: PlannedFile;
  readonly problems: readonly Problem[];
}

const oldMs = 90 * 24 * 3_600_000;

/** What the state of an image becomes by a look-up. */
export function recordImage(subject: Subject, lookUp: LookUp, at: Date, layout: Layout): RecordedImage {
  const { kind, name, place, reference, otherTag, named = new Set(), state } = subject;
  const about = { name, kind, reference: familiarReference(reference) };
  if (kind === 'managed' && lookUp.kind === 'missing' && !wasPublished(otherTag === undefined ? state : underTag(state, otherTag))) {
    return { image: { ...about, outcome: 'unpublished', news: [] }, state, problems: [] };
  }
  const record = { ...subject, lookUp, at };
  const { value, problems } = otherTag === undefined ? recordLookUp(record) : recordUnderTag(record, otherTag);
  const isTidied = kind === 'managed' && otherTag === undefined;
  const next = isTidied ? withoutOldTags(value.state, named, new Date(at.getTime() - oldMs)) : value.state;
  const isChanged = next !== state;
  const path = pathIn(layout.state, statePath(place));
  return {
    image: {
      ...about,
      outcome: lookUp.kind !== 'found' ? 'failed' : isChanged ? 'changed' : 'same',
      ...(lookUp.kind === 'found' ? { digest: lookUp.digest } : {}),
      news: value.news,
    },
    state: next,
    ...(isChanged ? { file: { change: { kind: 'write', path, text: renderState(place, next) }, existed: true } } : {}),
    problems,
  };
}

/** Whether anybody ever said, or saw, that there is something under the published tag. */
function wasPublished(state: YamlMap): boolean {
  return textField(state, 'currentDigest') !== undefined || textField(state, 'lastBuilt') !== undefined || seenOf(state).size > 0;
}
