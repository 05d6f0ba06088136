import { EVENT_ID, getScalarValue, parseEvents, SCALAR_STYLE, type Event, type ScalarEvent } from 'js-yaml';
import type { ProblemCode } from '../../problem/index.ts';
import { show } from '../../text/index.ts';
import type { countLines } from '../../yaml/index.ts';
import { mergeEntries } from './merge-keys.ts';
import type { Entry, Node } from './node.ts';

/** Something in the file that can't be read as it is meant. */
export interface Refusal {
  readonly code: ProblemCode;
  readonly message: string;
  readonly hint: string;
  readonly line: number;
  readonly column: number;
  /** Whether the file can't be used at all. */
  readonly fatal: boolean;
}

/** Most characters and nodes together, with every alias written out. */
const maxSize = 1024 * 1024;
/** Most lists, mappings and scalars within each other. */
const maxDepth = 64;

/**
 * @throws YAMLException when the text is not YAML
 */
export function buildNodes(
  text: string,
  lines: ReturnType<typeof countLines>,
  { mergeKeys }: { readonly mergeKeys: boolean },
): { readonly node: Node; readonly refusals: readonly Refusal[] } {
  const events = parseEvents(text, { maxDepth });
  const refusals: Refusal[] = [];
  const anchors = new Map<string, Node | 'open'>();
  let at = 1; // Behind the event that opens the document.
  let spent = 0;

  function refuse(offset: number, fatal: boolean, words: Pick<Refusal, 'code' | 'message' | 'hint'>): void {
    refusals.push({ ...words, fatal, ...lines.position(Math.max(offset, 0)) });
  }

  function nothing(offset: number): Node {
    return { kind: 'scalar', text: '', plain: true, literal: false, size: 1, line: lines.position(Math.max(offset, 0)).line };
  }

  /** @param near - where something stands that this belongs to, as a value that is not written has no place */
  function build(near: number): Node {
    const event = events[at];
    at += 1;
    if (event?.type === EVENT_ID.ALIAS) return follow(text.slice(event.anchorStart, event.anchorEnd), event.anchorStart);
    if (event === undefined || event.type === EVENT_ID.DOCUMENT || event.type === EVENT_ID.POP) return nothing(near);
    const anchor = event.anchorStart < 0 ? undefined : text.slice(event.anchorStart, event.anchorEnd);
    if (anchor !== undefined) anchors.set(anchor, 'open');
    const node = buildOwn(event, near);
    if (anchor !== undefined) anchors.set(anchor, node);
    return node;
  }

  function follow(name: string, offset: number): Node {
    const target = anchors.get(name);
    if (target !== undefined && target !== 'open') {
      spent += target.size;
      if (spent <= maxSize) return target;
      if (!refusals.some(({ fatal }) => fatal)) refuse(offset, true, tooLarge);
      return nothing(offset);
    }
    const message =
      target === 'open' ? `${show(`*${name}`)} stands within what it stands for.` : `There is no anchor ${show(`&${name}`)} before this.`;
    refuse(offset, true, { code: 'yaml/syntax', message, hint: 'Write the values out.' });
    return nothing(offset);
  }

  function buildOwn(
    event: Exclude<Event, { type: typeof EVENT_ID.ALIAS | typeof EVENT_ID.DOCUMENT | typeof EVENT_ID.POP }>,
    near: number,
  ): Node {
    const tag = event.tagStart < 0 ? {} : { tag: text.slice(event.tagStart, event.tagEnd) };
    if (event.type === EVENT_ID.SCALAR) return { ...buildScalar(event, near), ...tag };
    const { line } = lines.position(event.start);
    const node = event.type === EVENT_ID.SEQUENCE ? buildList(line, event.start) : buildMap(line, event.start);
    at += 1;
    return { ...node, ...tag };
  }

  function buildScalar(event: ScalarEvent, near: number): Node {
    const value = getScalarValue(text, event);
    const block = event.style === SCALAR_STYLE.LITERAL_BLOCK || event.style === SCALAR_STYLE.FOLDED_BLOCK;
    const start = event.valueStart < 0 ? near : event.valueStart;
    return {
      kind: 'scalar',
      text: value,
      plain: event.style === SCALAR_STYLE.PLAIN,
      literal: event.style === SCALAR_STYLE.LITERAL_BLOCK,
      // The content of a block begins on the line below its sign, or on that line when it is empty.
      line: block ? lines.position(headerOffset(start)).line : lines.position(start).line,
      size: 1 + value.length,
    };
  }

  /** Of a block text: where its `|` or `>` stands, wherever within the first lines the parser lets the value begin. */
  function headerOffset(start: number): number {
    let offset = text.lastIndexOf('\n', start - 1);
    while (offset > 0 && text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset).trim() === '')
      offset = text.lastIndexOf('\n', offset - 1);
    return Math.max(offset, 0);
  }

  function buildList(line: number, start: number): Node {
    const items: Node[] = [];
    while (!atEnd()) items.push(build(start));
    return { kind: 'list', items, line, size: sum(items) };
  }

  function buildMap(line: number, start: number): Node {
    const entries = new Map<string, Entry>();
    const merged: Node[] = [];
    let size = 1;
    while (!atEnd()) {
      const offset = offsetOf(events[at]) ?? start;
      const key = build(offset);
      const value = build(offset);
      size += key.size + value.size;
      if (key.kind !== 'scalar')
        refuse(offset, false, {
          code: 'yaml/forbidden-key',
          message: 'A list or mapping can not be used as a key.',
          hint: 'Put it in quotes.',
        });
      else if (key.plain && key.text === '<<') {
        if (mergeKeys) merged.push(value);
        else refuse(offset, true, mergeKey);
      } else if (entries.has(key.text)) refuse(offset, false, duplicate(key.text, entries.get(key.text)?.line ?? line));
      else entries.set(key.text, { line: lines.position(offset).line, value });
    }
    return { kind: 'map', entries: merged.length === 0 ? entries : mergeEntries(entries, merged), line, size };
  }

  function atEnd(): boolean {
    const type = events[at]?.type;
    return type === undefined || type === EVENT_ID.POP;
  }

  const node = build(0);
  const second = events.slice(1).some(({ type }) => type === EVENT_ID.DOCUMENT);
  if (second)
    refuse(0, true, {
      code: 'yaml/forbidden-feature',
      message: 'The file holds several YAML documents; only files with one are read.',
      hint: 'Split the file.',
    });
  return { node, refusals };
}

const tooLarge = {
  code: 'yaml/too-large',
  message: 'With its aliases written out, the file would be larger than a megabyte.',
  hint: 'Use fewer aliases of aliases.',
} as const;

const mergeKey = {
  code: 'yaml/forbidden-feature',
  message: 'The merge key `<<` is not taken here.',
  hint: 'Write the keys out.',
} as const;

function duplicate(key: string, first: number): Pick<Refusal, 'code' | 'message' | 'hint'> {
  return {
    code: 'yaml/duplicate-key',
    message: `${show(key)} is here a second time; it is first on line ${first}.`,
    hint: 'Keep one of the two.',
  };
}

function offsetOf(event: Event | undefined): number | undefined {
  if (event === undefined || event.type === EVENT_ID.DOCUMENT || event.type === EVENT_ID.POP) return undefined;
  if (event.type === EVENT_ID.ALIAS) return event.anchorStart;
  const start = event.type === EVENT_ID.SCALAR ? event.valueStart : event.start;
  return start < 0 ? undefined : start;
}

function sum(nodes: readonly Node[]): number {
  return nodes.reduce((total, { size }) => total + size, 1);
}
