import { parseDelay } from '../enrollment/index.ts';
import { parseReference, parseTag } from '../reference/index.ts';
import { exactPattern } from '../state/index.ts';
import { isEditableList, isEditableMap } from '../yaml/index.ts';
import { singleBackslashes } from './base-identity.ts';
import { hasLostDigits } from './clean.ts';
import { toDelay } from './delay.ts';
import { convertImageKeys } from './entry-image.ts';
import { convertSource } from './entry-source.ts';
import type { EntryWork } from './entry-work.ts';
import { toImageName } from './image-name.ts';
import type { Settings } from './settings.ts';

/**
 * Says what an entry of another program needs to be one of ours. An entry that is fine needs nothing. Keys that we do
 * not know are no business of this function.
 */
export function convertEntry(work: EntryWork, settings: Settings): void {
  convertName(work);
  convertFlags(work);
  const managed = convertSource(work, settings);
  convertImageKeys(work, settings);
  convertTag(work, managed);
  convertDelay(work, settings);
  if (!managed) convertPattern(work);
  const { local } = work.entry;
  if (isEditableMap(local) && local['dir'] === undefined && Object.keys(local).length > 0 && settings.localDir !== undefined) {
    work.insert(['local', 'dir'], settings.localDir, '`defaults.local.dir` of .cascadeguard.yaml');
  }
}

function convertName(work: EntryWork): void {
  const text = work.text('name');
  const name = text === undefined ? undefined : toImageName(text);
  if (name !== undefined && name !== text) work.replace('name', { value: name, why: 'names have lower-case letters, digits and `-`' });
}

const words: Readonly<Record<string, boolean>> = { true: true, yes: true, on: true, false: false, no: false, off: false };

function convertFlags(work: EntryWork): void {
  for (const key of ['autoRebuild', 'enabled']) {
    const value = work.entry[key];
    const meant = typeof value === 'string' ? words[value.toLowerCase()] : undefined;
    if (meant !== undefined) work.replace(key, { value: meant, why: 'write `true` or `false`' });
  }
}

/** For an image that we build, the tag says what is published; for one that is watched, it is the one to watch. */
function convertTag(work: EntryWork, managed: boolean): void {
  const tag = tagOf(work);
  if (managed) {
    setWatchAside(work);
    if (tag === undefined || work.entry['publishedTag'] !== undefined) return;
    if (tag.inPlace) work.replace('tag', { key: 'publishedTag', ...tag.change, why: tag.why ?? 'the tag that says what is published' });
    else work.insert('publishedTag', tag.text, 'the tag in `image`');
    return;
  }
  if (work.entry['allowTags'] !== undefined || work.entry['constraint'] !== undefined) return;
  const parsed = parseTag(tag?.text ?? '');
  if (tag === undefined || parsed === undefined) return watchKnownTags(work);
  const pattern = exactPattern(parsed);
  if (tag.inPlace) work.replace('tag', { key: 'allowTags', value: pattern, why: tag.why ?? 'the tag that is watched' });
  else work.insert('allowTags', pattern, 'the tag in `image`');
}

function setWatchAside(work: EntryWork): void {
  for (const key of ['allowTags', 'constraint', 'imageSelectionStrategy']) {
    if (key in work.entry) work.replace(key, { key: `x-${key}`, why: 'for images that are only watched: kept, and does nothing' });
  }
}

interface FoundTag {
  readonly text: string;
  /** It stands under the key `tag`. */
  readonly inPlace: boolean;
  readonly change: { readonly value?: string };
  readonly why?: string;
}

function tagOf(work: EntryWork): FoundTag | undefined {
  const text = work.text('tag');
  if (text === undefined) return work.foundTag === undefined ? undefined : { text: work.foundTag, inPlace: false, change: {} };
  if (work.isQuoted('tag')) return { text, inPlace: true, change: {} };
  // Whatever reads it next, it stays text.
  if (!hasLostDigits(text)) return { text, inPlace: true, change: { value: text } };
  const whole = parseReference(work.text('fullImage') ?? '');
  const tag = whole.ok ? whole.value.tag : undefined;
  if (tag !== undefined && Number(tag) === Number(text))
    return { text: tag, inPlace: true, change: { value: tag }, why: 'as a number the tag lost zeros; `fullImage` still has them' };
  work.doubt(
    `The tag ${text} stands there as a number; if it was written with zeros at its end by a program that reads numbers, they are lost.`,
  );
  return { text, inPlace: true, change: { value: text } };
}

/** CascadeGuard watches every tag of such an image; those that it is known for say better what is meant. */
function watchKnownTags(work: EntryWork): void {
  if (!isForeignEntry(work)) return;
  const list = work.entry['latest_stable_tags'];
  const tags = isEditableList(list) ? list.flatMap((tag) => (typeof tag === 'object' ? [] : (parseTag(String(tag)) ?? []))) : [];
  if (tags.length === 0)
    return work.insert('allowTags', '^.*$', 'CascadeGuard watches all tags of an image that names none', anchorOf(work));
  const bodies = tags.map((tag) => tag.replaceAll('.', '\\.'));
  work.insert(
    'allowTags',
    bodies.length === 1 ? `^${bodies.join('')}$` : `^(?:${bodies.join('|')})$`,
    'the tags of `latest_stable_tags`',
    anchorOf(work),
  );
}

function anchorOf(work: EntryWork): string {
  return work.text('registry') === undefined ? 'name' : 'registry';
}

const foreignKeys: readonly string[] = ['image', 'tag', 'namespace', 'latest_stable_tags', 'build', 'quarantine', 'full_name'];

function isForeignEntry(work: EntryWork): boolean {
  return foreignKeys.some((key) => key in work.entry) || work.operations.some(({ kind }) => kind === 'insert');
}

function convertDelay(work: EntryWork, { delay }: Settings): void {
  const own = work.text('rebuildDelay');
  const meant = own === undefined || parseDelay(own).ok ? undefined : toDelay(own);
  if (meant !== undefined) work.replace('rebuildDelay', { value: meant, why: 'a number and `m`, `h`, `d` or `w`' });
  if (work.entry['rebuildDelay'] !== undefined) return;
  const quarantine = toDelay(work.entry['quarantine']);
  if (quarantine !== undefined) work.replace('quarantine', { key: 'rebuildDelay', value: quarantine, why: 'how long a change waits' });
  else if (delay !== undefined && work.entry['quarantine'] === undefined && work.text('name') !== undefined)
    work.insert('rebuildDelay', delay, '`quarantine` of .cascadeguard.yaml');
}

function convertPattern(work: EntryWork): void {
  const pattern = work.text('allowTags');
  const single = pattern === undefined ? undefined : singleBackslashes(pattern);
  if (single !== undefined && single !== pattern) work.replace('allowTags', { value: single, why: 'a backslash that was doubled' });
}
