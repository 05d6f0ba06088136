import { EVENT_ID, SCALAR_STYLE, type Event, type ScalarEvent } from 'js-yaml';
import type { Range } from '../problem/index.ts';
import { scalarText, type YamlPath } from './editable-value.ts';
import type { Lines } from './lines.ts';

/** A key or item and its value, by the numbers of their events. */
interface Child {
  readonly key: number;
  readonly value: number;
}

/** Where the parts of a document stand. */
export interface Places {
  /** The value at the path, its key, or the deepest part of the path that is there. */
  locate(path: YamlPath, wanted: 'value' | 'key'): Range;
  /** The range of one event. */
  rangeOf(event: number): Range;
}

const root = 1; // Behind the event that opens the document.

/**
 * Finds places by the parser's events. The children of a collection are looked up when somebody first asks for a place
 * within it: a file without problems pays for almost nothing, and one with thousands of problems stays linear.
 */
export function findPlaces(text: string, events: readonly Event[], lines: Lines): Places {
  const known = new Map<number, ReadonlyMap<string | number, Child>>();

  function childrenOf(parent: number): ReadonlyMap<string | number, Child> {
    const found = known.get(parent) ?? findChildren(text, events, parent);
    known.set(parent, found);
    return found;
  }

  function rangeOf(event: number): Range {
    const { start, end } = spanOf(text, events[event], lines) ?? { start: 0, end: 0 };
    return lines.range(start, end);
  }

  function locate(path: YamlPath, wanted: 'value' | 'key'): Range {
    let parent = root;
    let at: Child = { key: root, value: root };
    let found = 0;
    for (const step of path) {
      const next = childrenOf(at.value).get(step);
      if (next === undefined) break;
      parent = at.value;
      at = next;
      found += 1;
    }
    if (wanted === 'key' && found === path.length && at.key !== at.value) return rangeOf(at.key);
    if (spanOf(text, events[at.value], lines) !== undefined) return rangeOf(at.value);
    // Nothing is written there: the key shows the place, or the dash of the item.
    return at.key === at.value ? rangeOfDash(parent, Number(path[found - 1] ?? 0)) : rangeOf(at.key);
  }

  function rangeOfDash(list: number, index: number): Range {
    const start = spanOf(text, events[list], lines)?.start ?? 0;
    const at = dashes(list, start)[index] ?? start;
    return lines.range(at, at + 1);
  }

  const knownDashes = new Map<number, readonly number[]>();

  // Whatever lies within an item is indented further than its dash, so these lines are the items.
  function dashes(list: number, start: number): readonly number[] {
    const column = lines.position(start).column - 1;
    const found = knownDashes.get(list) ?? [start, ...matches(new RegExp(`^ {${column}}-(?=\\s|$)`, 'gm'), text, start).map((at) => at + column)];
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
function findChildren(text: string, events: readonly Event[], parent: number): ReadonlyMap<string | number, Child> {
  const found = new Map<string | number, Child>();
  const type = events[parent]?.type;
  if (type !== EVENT_ID.MAPPING && type !== EVENT_ID.SEQUENCE) return found;
  const nodes = childNodes(events, parent);
  if (type === EVENT_ID.SEQUENCE) return new Map(nodes.map((node, index) => [index, { key: node, value: node }]));
  for (let index = 0; index + 1 < nodes.length; index += 2) {
    const [key = parent, value = parent] = [nodes[index], nodes[index + 1]];
    const event = events[key];
    if (event?.type !== EVENT_ID.SCALAR) continue;
    const name = scalarText(text, event);
    if (!found.has(name)) found.set(name, { key, value });
  }
  return found;
}

/** The events that open the direct children of a collection, keys and values in turn for a mapping. */
function childNodes(events: readonly Event[], parent: number): number[] {
  const nodes: number[] = [];
  let depth = 0;
  for (let at = parent + 1; at < events.length; at += 1) {
    const type = events[at]?.type;
    if (type === EVENT_ID.POP) {
      if (depth === 0) break;
      depth -= 1;
      continue;
    }
    if (depth === 0) nodes.push(at);
    if (type !== EVENT_ID.SCALAR) depth += 1;
  }
  return nodes;
}

/** Offsets of what is written for an event, quotes included; a collection and a block text are shown by their first line. */
function spanOf(text: string, event: Event | undefined, lines: Lines): { start: number; end: number } | undefined {
  if (event?.type === EVENT_ID.SCALAR) return scalarSpan(text, event, lines);
  if (event?.type !== EVENT_ID.MAPPING && event?.type !== EVENT_ID.SEQUENCE) return undefined;
  return { start: event.start, end: lines.endOfLine(event.start) };
}

function scalarSpan(text: string, { style, valueStart, valueEnd }: ScalarEvent, lines: Lines): { start: number; end: number } | undefined {
  if (valueStart < 0) return undefined;
  if (style === SCALAR_STYLE.PLAIN) return { start: valueStart, end: valueEnd };
  if (style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED) return { start: valueStart - 1, end: valueEnd + 1 };
  const start = valueStart + (/^\s*/.exec(text.slice(valueStart, valueEnd))?.[0].length ?? 0);
  return { start, end: lines.endOfLine(start) };
}
