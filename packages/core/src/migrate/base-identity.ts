import { identityOf, parseReference, type ImageReference } from '../reference/index.ts';
import { exactTagOf } from '../enrollment/index.ts';
import { textOf } from '../state/index.ts';
import { Plain, type YamlMap } from '../yaml/index.ts';
import { hasLostDigits, isNone } from './clean.ts';

/** Which image a base state is about, and how that is known. */
export interface BaseIdentity {
  readonly identity: ImageReference;
  /** The tag may have lost zeros at its end, and nothing in the state tells. */
  readonly doubtful: boolean;
  /** Why the tag is another than the field `tag` says. */
  readonly tagWhy: string;
}

/**
 * Which image a base state is about: what `fullImage` says; without it registry, repository and tag, which for a pinned
 * image CascadeGuard cut apart in the wrong places, so that they are put together again before they are read. A file
 * name says nothing.
 *
 * @returns undefined when nothing in the state names an image
 */
export function identifyBase(state: YamlMap): BaseIdentity | undefined {
  const whole = parseReference(said(state, 'fullImage') ?? '');
  if (whole.ok) return { identity: identityOf(whole.value), doubtful: false, tagWhy: '`fullImage` decides' };
  const repository = repositoryText(state);
  if (repository === undefined) return undefined;
  const tag = tagOf(state);
  const parsed = parseReference(tag.text === undefined ? repository : `${repository}:${tag.text}`);
  return parsed.ok ? { identity: identityOf(parsed.value), doubtful: tag.doubtful, tagWhy: tag.why } : undefined;
}

function repositoryText(state: YamlMap): string | undefined {
  const repository = said(state, 'repository');
  if (repository === undefined) return said(state, 'repoURL');
  const registry = said(state, 'registry');
  return registry === undefined ? repository : `${registry}/${repository}`;
}

interface TagText {
  readonly text: string | undefined;
  readonly doubtful: boolean;
  readonly why: string;
}

/** A number in place of a tag may have lost zeros; the other fields that were made from the tag still have them. */
function tagOf(state: YamlMap): TagText {
  const value = state.get('tag');
  const text = said(state, 'tag');
  const watched = exactTagOf(singleBackslashes(said(state, 'allowTags') ?? ''));
  if (text === undefined) return { text: watched, doubtful: false, why: '`allowTags` names the tag' };
  if (!(value instanceof Plain) || !hasLostDigits(text)) return { text, doubtful: false, why: '' };
  const named = /-(\d+\.\d+)$/.exec(said(state, 'name') ?? '')?.[1];
  const whole = [watched, named].find((tag) => tag !== undefined && Number(tag) === Number(text));
  return {
    text: whole ?? text,
    doubtful: whole === undefined,
    why: 'as a number the tag lost zeros; `allowTags` or `name` still have them',
  };
}

function said(state: YamlMap, field: string): string | undefined {
  const value = state.get(field);
  const text = textOf(value);
  return text === '' || isNone(value) ? undefined : text;
}

/** No tag holds a backslash: two in a row were one before a program escaped it again. */
export function singleBackslashes(pattern: string): string {
  return pattern.replaceAll('\\\\', '\\');
}
