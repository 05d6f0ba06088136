import type { StateSnapshot } from '@image-factory/core/state';
import { isMap, type YamlMap } from '@image-factory/core/yaml';
import { compareValues } from './compare-values.ts';
import { consequenceOf } from './consequences.ts';
import { contentOf, labelOf, titleOf, valueAt, type Document, type Documents } from './documents.ts';
import { findRenames } from './renames.ts';
import { mostFields, type EntityChange } from './report.ts';

/** Times, and what only stands for other fields: they say nothing that a reviewer could judge. */
const unremarkable: ReadonlySet<string> = new Set([
  'enrolledAt',
  'lastDiscovery',
  'firstDiscovered',
  'lastChecked',
  'analysisKey',
  'schemaVersion',
]);

/** State entities that would be added, removed or different, by shelf and name. */
export function compareState(base: StateSnapshot, head: StateSnapshot): EntityChange[] {
  const shelves = [
    ['images', 'image'],
    ['bases', 'base image'],
  ] as const;
  return shelves.flatMap(([shelf, kind]) => {
    const gone = Map.groupBy(
      [...base[shelf]].filter(([name]) => !head[shelf].has(name)),
      ([, state]) => imageIn(state),
    );
    return namesOf(base[shelf], head[shelf]).flatMap((name) => {
      const [before, after] = [base[shelf].get(name), head[shelf].get(name)];
      const [earlier] = before === undefined && after !== undefined ? (gone.get(imageIn(after)) ?? []) : [];
      const note = after === undefined ? archived : earlier === undefined ? undefined : begunAnew(earlier[0]);
      const entity = { layer: 'state', kind, name, ...(note === undefined ? {} : { note }) } as const;
      return toChange(entity, before && remarkable(before), after && remarkable(after));
    });
  });
}

const archived = 'is put into the archive, and comes back with its history when it is needed again';

function begunAnew(earlier: string): string {
  return `is the same image as \`${earlier}\` was: under the new name its history begins anew, the old one goes into the archive`;
}

/** Which image a state is about, whatever it is called. */
function imageIn(state: YamlMap): string {
  const place = isMap(state.get('enrollment')) ? state.get('enrollment') : state;
  return JSON.stringify(['registry', 'repository', 'tag'].map((key) => valueAt(place, key) ?? ''));
}

function remarkable(state: YamlMap): YamlMap {
  return new Map([...state].filter(([key]) => !unremarkable.has(key)));
}

/**
 * Kubernetes objects that would be added, removed, renamed or different, by kind and name, and what follows from it; in
 * which file they stand does not count. Of a namespace that is renamed what moves along unchanged is counted, not listed.
 */
export function compareObjects(base: Documents, head: Documents): EntityChange[] {
  const renames = findRenames(base, head);
  const left = new Set([...renames.values()].map(({ before }) => titleOf(before)));
  const changes: EntityChange[] = [];
  let along = 0;
  for (const title of namesOf(base, head)) {
    const after = head.get(title);
    const rename = renames.get(title);
    const before = rename?.before ?? base.get(title);
    if (rename === undefined && ((after === undefined && left.has(title)) || before?.text === after?.text)) continue;
    const change = changeOf(before, after);
    if (before !== undefined && after !== undefined && isOnlyElsewhere(before, after, change)) along += 1;
    else changes.push(...change);
  }
  return along === 0 ? changes : changes.map((change) => withCompany(change, along));
}

function changeOf(before: Document | undefined, after: Document | undefined): EntityChange[] {
  const object = after ?? before;
  if (object === undefined) return [];
  const note = consequenceOf(before, after);
  const was = before === undefined || labelOf(before) === labelOf(object) ? undefined : labelOf(before);
  const entity = {
    layer: 'manifest',
    kind: object.kind,
    name: labelOf(object),
    ...(was === undefined ? {} : { was }),
    ...(note === undefined ? {} : { note }),
  } as const;
  return toChange(entity, before && remarkableParts(before), after && remarkableParts(after));
}

/** What an object is called is said by its name. */
function remarkableParts(document: Document): YamlMap {
  const content = contentOf(document);
  const metadata = content.get('metadata');
  if (!(metadata instanceof Map)) return content;
  const rest = [...metadata].filter(([key]) => key !== 'name' && key !== 'namespace');
  return new Map(content).set('metadata', new Map(rest));
}

function isOnlyElsewhere(before: Document, after: Document, changes: readonly EntityChange[]): boolean {
  return before.name === after.name && before.namespace !== after.namespace && changes.every(({ fieldCount }) => fieldCount === 0);
}

function withCompany(change: EntityChange, along: number): EntityChange {
  if (change.kind !== 'Namespace' || change.was === undefined) return change;
  return { ...change, note: `${change.note ?? ''}; ${along} objects that are otherwise the same are made anew in it` };
}

function namesOf(base: ReadonlyMap<string, unknown>, head: ReadonlyMap<string, unknown>): string[] {
  return [...new Set([...base.keys(), ...head.keys()])].toSorted();
}

function toChange(
  entity: Pick<EntityChange, 'layer' | 'kind' | 'name' | 'was' | 'note'>,
  before: YamlMap | undefined,
  after: YamlMap | undefined,
): EntityChange[] {
  if (before === undefined || after === undefined)
    return [{ ...entity, change: before === undefined ? 'added' : 'removed', fields: [], fieldCount: 0 }];
  const fields = compareValues('', before, after);
  if (fields.length === 0 && entity.was === undefined) return [];
  return [{ ...entity, change: 'changed', fields: fields.slice(0, mostFields), fieldCount: fields.length }];
}
