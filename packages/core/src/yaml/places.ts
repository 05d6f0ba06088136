import type { Range } from '../problem/index.ts';
import type { YamlPath } from './editable-value.ts';
import type { Lines } from './lines.ts';
import { unwritten, type Mark } from './mark.ts';

/** A key or item and its value, by the numbers of their marks. */
interface Child {
  readonly key: number;
  readonly value: number;
}

/** Where the parts of a document stand. */
export interface Places {
  /** The value at the path, its key, or the deepest part of the path that is there. */
  locate(path: YamlPath, wanted: 'value' | 'key'): Range;
  /** The range of one mark. */
  rangeOf(mark: number): Range;
}

/**
 * Finds places by their marks. The children of a collection are looked up when somebody first asks for a place within
 * it: a file without problems pays for almost nothing, and one with thousands of problems stays linear.
 */
export function findPlaces(text: string, marks: readonly Mark[], lines: Lines): Places {
  const known = new Map<number, ReadonlyMap<string | number, Child>>();
  const knownDashes = new Map<number, readonly number[]>();

  function childrenOf(parent: number): ReadonlyMap<string | number, Child> {
    const found = known.get(parent) ?? findChildren(marks, parent);
    known.set(parent, found);
    return found;
  }

  function isWritten(mark: number): boolean {
    return (marks[mark]?.start ?? -1) >= 0;
  }

  function rangeOf(mark: number): Range {
    const { kind, start, end } = marks[mark] ?? unwritten;
    // A file without content has its only place at its start.
    return lines.range(Math.max(start, 0), kind === 'scalar' ? Math.max(end, 0) : lines.endOfLine(start));
  }

  function locate(path: YamlPath, wanted: 'value' | 'key'): Range {
    let parent = 0;
    let at: Child = { key: 0, value: 0 };
    let found = 0;
    for (const step of path) {
      const next = childrenOf(at.value).get(step);
      if (next === undefined) break;
      parent = at.value;
      at = next;
      found += 1;
    }
    if (wanted === 'key' && found === path.length && at.key !== at.value) return rangeOf(at.key);
    if (isWritten(at.value) || found === 0) return rangeOf(at.value);
    // Nothing is written there: the key shows the place, or the dash of the item.
    return at.key === at.value ? rangeOfDash(parent, Number(path[found - 1])) : rangeOf(at.key);
  }

  function rangeOfDash(list: number, index: number): Range {
    const start = marks[list]?.start ?? 0;
    const at = dashes(list, start)[index] ?? start;
    return lines.range(at, at + 1);
  }

  // Whatever lies within an item is indented further than its dash, so these lines are the items.
  function dashes(list: number, start: number): readonly number[] {
    const column = lines.position(start).column - 1;
    const found = knownDashes.get(list) ?? [
      start,
      ...matches(new RegExp(`^ {${column}}-(?=\\s|$)`, 'gm'), text, start).map((at) => at + column),
    ];
    knownDashes.set(list, found);
    return found;
  }

  return { locate, rangeOf };
}

function matches(pattern: RegExp, text: string, from: number): number[] {
  pattern.lastIndex = from + 1;
  const found: number[] = [];
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) found.push(match.index);
  return found;
}

/** By key or index. Of a repeated key the first counts; keys that are no scalars are passed over. */
function findChildren(marks: readonly Mark[], parent: number): ReadonlyMap<string | number, Child> {
  const found = new Map<string | number, Child>();
  const nodes = childNodes(marks, parent);
  if (marks[parent]?.kind === 'list') return new Map(nodes.map((node, index) => [index, { key: node, value: node }]));
  for (let index = 0; index + 1 < nodes.length; index += 2) {
    const [key = parent, value = parent] = [nodes[index], nodes[index + 1]];
    const name = marks[key]?.name;
    if (name !== undefined && !found.has(name)) found.set(name, { key, value });
  }
  return found;
}

/** The marks of the direct children of a collection, keys and values in turn for a mapping; none for a scalar. */
function childNodes(marks: readonly Mark[], parent: number): number[] {
  const nodes: number[] = [];
  let depth = marks[parent]?.kind === 'scalar' ? -1 : 0;
  for (let at = parent + 1; depth >= 0 && at < marks.length; at += 1) {
    const kind = marks[at]?.kind;
    if (kind === 'end') {
      depth -= 1;
      continue;
    }
    if (depth === 0) nodes.push(at);
    if (kind !== 'scalar') depth += 1;
  }
  return nodes;
}
