import { isEditableList, isEditableMap, type EditableList, type EditableMap, type EditableValue, type YamlPath } from '../yaml/index.ts';

/** One change to a file that people edit. Paths lead to where things stood before any of the changes. */
export type Operation =
  /** Another key, another value, or both; it stays where it is. */
  | { readonly kind: 'replace'; readonly path: YamlPath; readonly key?: string; readonly value?: EditableValue }
  /** A new key behind another of its mapping; in front of all of them when `after` is not given. */
  | { readonly kind: 'insert'; readonly parent: YamlPath; readonly after?: string; readonly key: string; readonly value: EditableValue }
  | { readonly kind: 'remove'; readonly path: YamlPath };

/** What the document says after the changes. */
export function withOperations(value: EditableValue, operations: readonly Operation[]): EditableValue {
  return rebuild(
    value,
    operations.map((operation) => ({ operation, path: operation.kind === 'insert' ? operation.parent : operation.path })),
  );
}

interface Aimed {
  readonly operation: Operation;
  /** What is left of the way. */
  readonly path: YamlPath;
}

function rebuild(value: EditableValue, aimed: readonly Aimed[]): EditableValue {
  if (aimed.length === 0) return value;
  if (isEditableList(value)) {
    const byIndex = Map.groupBy(aimed, ({ path }) => path[0]);
    return value.map((item, index): EditableValue => rebuild(item, further(byIndex.get(index) ?? [])));
  }
  return isEditableMap(value) ? rebuildMap(value, aimed) : value;
}

function further(aimed: readonly Aimed[]): readonly Aimed[] {
  return aimed.map(({ operation, path }) => ({ operation, path: path.slice(1) }));
}

function rebuildMap(map: EditableMap, aimed: readonly Aimed[]): EditableMap {
  const entries: [string, EditableValue][] = [];
  const inserts = aimed.flatMap(({ operation, path }) => (operation.kind === 'insert' && path.length === 0 ? [operation] : []));
  const insertAfter = (key: string | undefined): void => {
    for (const { after, key: added, value } of inserts) if (after === key) entries.push([added, value]);
  };
  insertAfter(undefined);
  for (const [key, value] of Object.entries(map)) {
    const at = aimed.filter(({ path }) => path[0] === key);
    const here = at.find(({ operation, path }) => path.length === 1 && operation.kind !== 'insert')?.operation;
    if (here?.kind === 'replace') entries.push([here.key ?? key, here.value === undefined ? value : here.value]);
    else if (here === undefined) entries.push([key, rebuild(value, further(at))]);
    insertAfter(key);
  }
  return Object.fromEntries(entries);
}

/** Equal in everything but the order of keys. */
export function sameContent(a: EditableValue | undefined, b: EditableValue | undefined): boolean {
  if (isEditableList(a)) return isEditableList(b) && sameItems(a, b);
  if (!isEditableMap(a)) return a === b;
  const keys = Object.keys(a);
  return (
    isEditableMap(b) && keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && sameContent(a[key], b[key]))
  );
}

function sameItems(a: EditableList, b: EditableList): boolean {
  return a.length === b.length && a.every((item, index) => sameContent(item, b[index]));
}
