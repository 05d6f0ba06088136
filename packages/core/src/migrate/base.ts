import { baseKey, familiarReference, repositoryUrl, type ImageReference } from '../reference/index.ts';
import { exactPattern, mergeState, textField, textOf } from '../state/index.ts';
import { isNull, nothing, type YamlMap, type YamlValue } from '../yaml/index.ts';
import { identifyBase, singleBackslashes } from './base-identity.ts';
import { baseRules, cleanFields } from './clean.ts';
import { draftOf, type Draft } from './record.ts';
import { readTime } from './times.ts';
import type { MigrationStep } from './types.ts';

/** A state in our schema, under the name that its file must have. */
export interface Converted {
  readonly stem: string;
  readonly state: YamlMap;
  readonly steps: readonly MigrationStep[];
  /** What only a person can know. */
  readonly doubts: readonly string[];
}

/**
 * A base state of another program, or of the first implementation, in our schema. Fields that we do not know stay as
 * they are. Converting what is converted changes nothing.
 *
 * @returns undefined when nothing in it names an image
 */
export function convertBase(file: string, original: YamlMap): Converted | undefined {
  const found = identifyBase(original);
  if (found === undefined) return undefined;
  const { identity, doubtful, tagWhy } = found;
  const draft = draftOf(file, original);
  const stem = baseKey(identity);
  cleanFields(draft, baseRules);
  setDefinition(draft, stem, identity, tagWhy);
  setLastUpdated(draft);
  const doubts = doubtful
    ? [`The tag ${textField(original, 'tag') ?? ''} stood there as a number; if it was written with zeros at its end, they are lost.`]
    : [];
  return { stem, state: mergeState('base', draft.state, 'analyze', new Map()), steps: draft.steps, doubts };
}

function setDefinition(draft: Draft, key: string, identity: ImageReference, tagWhy: string): void {
  const name = familiarReference(identity);
  define(draft, 'name', key, 'state is named after the whole reference');
  define(draft, 'fullImage', name, 'the image without its pin, as people write it');
  define(draft, 'registry', identity.domain, `the registry of ${name}`);
  define(draft, 'repository', identity.path, `the repository of ${name}`);
  define(draft, 'tag', identity.tag, tagWhy === '' ? `the tag of ${name}` : tagWhy);
  if (identity.tag === undefined) return dropWatch(draft, identity);
  draft.replace('digest', undefined, 'only an image without a tag is known by its digest');
  setPattern(draft, exactPattern(identity.tag));
  define(draft, 'repoURL', repositoryUrl(identity), 'registry and repository in one');
  define(draft, 'imageSelectionStrategy', 'Lexical', 'one tag is watched');
}

/** A text that only lacked its quotes says what it said. */
function define(draft: Draft, field: string, text: string | undefined, why: string): void {
  const old = textOf(draft.state.get(field));
  if (text !== undefined && old === text) draft.set(field, text, 'names, tags and digests are text');
  else draft.replace(field, text ?? nothing, why);
}

function setPattern(draft: Draft, pattern: string): void {
  const old = textOf(draft.state.get('allowTags'));
  if (old !== undefined && singleBackslashes(old) === pattern) draft.set('allowTags', pattern, 'a backslash that was doubled');
  else draft.replace('allowTags', pattern, 'exactly the tag that is used');
}

function dropWatch(draft: Draft, { digest }: ImageReference): void {
  if (digest !== undefined) define(draft, 'digest', digest, 'an image without a tag is known by its digest');
  for (const field of ['repoURL', 'allowTags', 'imageSelectionStrategy'])
    draft.replace(field, undefined, 'a digest alone never moves: there is nothing to watch');
}

/** CascadeGuard calls it `observedAt`: when the digest was first seen. Its own field stays too. */
function setLastUpdated(draft: Draft): void {
  const { state } = draft;
  const observed = readTime(textField(state, 'observedAt') ?? '');
  const known: YamlValue | undefined = state.get('lastUpdated');
  if (observed === undefined || (known !== undefined && !isNull(known)) || isNull(state.get('currentDigest'))) return;
  draft.set(
    'lastUpdated',
    observed.text,
    `\`observedAt\`: when the digest was first seen${observed.assumedUtc ? '; its zone was not said, taken for UTC' : ''}`,
  );
}
