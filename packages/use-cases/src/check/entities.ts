import type { StateSnapshot } from '@image-factory/core/state';
import { isList, isMap, readYamlMap, sameValue, type YamlMap, type YamlValue } from '@image-factory/core/yaml';
import type { Manifests } from '@image-factory/manifests/synth';
import { mostFields, type EntityChange, type FieldChange } from './report.ts';

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
  return shelves.flatMap(([shelf, kind]) =>
    compareMaps(base[shelf], head[shelf]).flatMap(({ name, before, after }) =>
      toChange({ layer: 'state', kind, name }, before && remarkable(before), after && remarkable(after)),
    ),
  );
}

function remarkable(state: YamlMap): YamlMap {
  return new Map([...state].filter(([key]) => !unremarkable.has(key)));
}

/** Kubernetes objects that would be added, removed or different, by kind and name; in which file they stand does not count. */
export function compareObjects(base: Manifests, head: Manifests): EntityChange[] {
  const pairs = compareMaps(documentsOf(base), documentsOf(head)).filter(({ before, after }) => before?.text !== after?.text);
  return pairs.flatMap(({ before, after }) => {
    const { kind = '', label = '' } = after ?? before ?? {};
    return toChange({ layer: 'manifest', kind, name: label }, before && contentOf(before), after && contentOf(after));
  });
}

interface Document {
  readonly kind: string;
  readonly label: string;
  readonly file: string;
  readonly text: string;
}

/** The objects of the files, which hold them in the order of the list, with a line of dashes between. */
function documentsOf({ manifests, objects }: Manifests): Map<string, Document> {
  const byFile = Map.groupBy(objects, ({ file }) => file);
  const documents = new Map<string, Document>();
  for (const { path, text } of manifests) {
    const own = byFile.get(path) ?? [];
    const parts = text.split(/^---\n/m);
    if (own.length > 0 && parts.length !== own.length) throw new TypeError(`${path} holds ${parts.length} documents, not ${own.length}`);
    own.forEach(({ kind, name, namespace }, index) => {
      const label = namespace === undefined ? name : `${namespace}/${name}`;
      // The first one stands below the heading of the file.
      documents.set(`${kind} ${label}`, { kind, label, file: path, text: (parts[index] ?? '').replace(/^(?:#.*\n)+/, '') });
    });
  }
  return documents;
}

function contentOf({ text, file }: Document): YamlMap {
  const read = readYamlMap(text, file);
  return read.ok ? read.value : new Map([['text', text]]);
}

interface Pair<T> {
  readonly name: string;
  readonly before?: T;
  readonly after?: T;
}

function compareMaps<T>(base: ReadonlyMap<string, T>, head: ReadonlyMap<string, T>): Pair<T>[] {
  const names = new Set([...base.keys(), ...head.keys()]);
  return [...names].toSorted().map((name) => {
    const [before, after] = [base.get(name), head.get(name)];
    return { name, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
  });
}

function toChange(
  entity: Pick<EntityChange, 'layer' | 'kind' | 'name'>,
  before: YamlMap | undefined,
  after: YamlMap | undefined,
): EntityChange[] {
  if (before === undefined || after === undefined)
    return [{ ...entity, change: before === undefined ? 'added' : 'removed', fields: [], fieldCount: 0 }];
  const fields = compareValues('', before, after);
  return fields.length === 0 ? [] : [{ ...entity, change: 'changed', fields: fields.slice(0, mostFields), fieldCount: fields.length }];
}

/** Every field that differs, by its path; lists of texts are compared as a whole, of other lists item by item. */
function compareValues(path: string, before: YamlValue | undefined, after: YamlValue | undefined): FieldChange[] {
  if (sameValue(before, after)) return [];
  const inside = (key: string): string => (path === '' ? key : `${path}.${key}`);
  if (isMap(before) && isMap(after))
    return [...new Set([...before.keys(), ...after.keys()])].flatMap((key) => compareValues(inside(key), before.get(key), after.get(key)));
  if (isList(before) && isList(after) && ![...before, ...after].every(isText)) {
    const length = Math.max(before.length, after.length);
    return Array.from({ length }, (_, index) => compareValues(inside(String(index)), before[index], after[index])).flat();
  }
  const [old, now] = [shortText(before), shortText(after)];
  return [
    {
      path,
      change: before === undefined ? 'added' : after === undefined ? 'removed' : 'changed',
      ...(old === undefined ? {} : { before: old }),
      ...(now === undefined ? {} : { after: now }),
    },
  ];
}

function isText(value: YamlValue): boolean {
  return !isMap(value) && !isList(value);
}

const longestValue = 120;

/** A value on a line; undefined for what is not there, is no scalar or list of them, or takes more room. */
function shortText(value: YamlValue | undefined): string | undefined {
  const text = textOf(value);
  return text === undefined || text.length > longestValue || text.includes('\n') ? undefined : text;
}

function textOf(value: YamlValue | undefined): string | undefined {
  if (value === undefined || isMap(value)) return undefined;
  if (isList(value)) return value.every(isText) ? `[${value.map((item) => textOf(item) ?? '').join(', ')}]` : undefined;
  return typeof value === 'string' ? value : value.text;
}
