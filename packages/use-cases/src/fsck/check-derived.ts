import { listField, planState, statePath, textOf, type StateChange, type StateSnapshot } from '@image-factory/core/state';
import { fileAt, lineOf, type Draft } from './draft.ts';
import type { Finding, FindingKind } from './finding.ts';

/**
 * What follows from images.yaml and from what the last analysis found, without reading a Dockerfile: which base images
 * have a state, their dependents and definition, what belongs in the archive. While images.yaml is ahead of the state,
 * most differences are nothing but work for the next analysis.
 */
export function checkDerived(draft: Draft): void {
  const { enrollment, after, now } = draft;
  if (enrollment === undefined) return;
  const before: StateSnapshot = { ...after, images: new Map(after.images), bases: new Map(after.bases) };
  const { after: next, changes } = planState({ enrollment, before, discoveries: new Map(), now }).value;
  const isBehind = changes.some((change) => change.of === 'image' && !isOwnFault(change));
  const named = isBehind ? namedBases(draft) : undefined;
  for (const change of changes) draft.findings.push(toFinding(draft, change, named));
  for (const shelf of ['images', 'bases', 'archivedImages', 'archivedBases'] as const) {
    after[shelf].clear();
    for (const [stem, state] of next[shelf]) after[shelf].set(stem, state);
  }
}

/** Fields of an image that images.yaml does not say word for word: they went wrong by themselves. */
const ownFields: ReadonlySet<string> = new Set(['name', 'baseImages']);

function isOwnFault({ kind, fields = [] }: StateChange): boolean {
  return kind === 'updated' && fields.every((field) => ownFields.has(field));
}

/** @param named - while images.yaml is ahead: the base images that states name, which must have a file in any case */
function toFinding(draft: Draft, change: StateChange, named: ReadonlySet<string> | undefined): Finding {
  const { of, name, fields } = change;
  const path = statePath({ shelf: of === 'image' ? 'images' : 'bases', stem: name });
  const { kind, what, repair } = explain(change);
  const late =
    of === 'image'
      ? !isOwnFault(change) || (named !== undefined && fields?.includes('name') !== true)
      : named !== undefined && !(kind === 'missing' && named.has(name));
  return { kind: late ? 'behind' : kind, path: fileAt(draft, path), ...lineOf(draft, path, fields?.[0]), what, repair, harmless: late };
}

/** Taken before the repairs. */
function namedBases({ after }: Draft): ReadonlySet<string> {
  return new Set([...after.images.values()].flatMap((state) => listField(state, 'baseImages').map((item) => textOf(item) ?? '')));
}

function explain({ kind, of, name, why, fields = [] }: StateChange): { kind: FindingKind; what: string; repair: string } {
  const subject = of === 'image' ? `The image ${name}` : `The base image ${name}`;
  switch (kind) {
    case 'created':
      return { kind: 'missing', what: `${subject} has no state.`, repair: 'it is made from what the analysis knows' };
    case 'updated':
      return {
        kind: 'derived-fields',
        what: `${subject}: ${fields.map((field) => `\`${field}\``).join(', ')} ${fields.length === 1 ? 'does' : 'do'} not follow from images.yaml and the analysis.`,
        repair: 'they are derived again',
      };
    case 'archived':
      return {
        kind: 'misplaced',
        what: `${subject} belongs in the archive: ${why ?? 'nothing needs it'}.`,
        repair: 'it moves there as it is',
      };
    case 'restored':
      return { kind: 'misplaced', what: `${subject} is in the archive, and it is needed.`, repair: 'it comes back with all that it knew' };
    case 'renamed':
      return { kind: 'misplaced', what: `${subject} stands under another name: ${why ?? ''}.`, repair: 'it is renamed' };
  }
}
