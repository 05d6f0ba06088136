import { EVENT_ID, getScalarValue, parseEvents, SCALAR_STYLE, type Event, type ScalarEvent } from 'js-yaml';
import { editableValues as make, forbiddenKeys, type EditableValue, type YamlPath } from './editable-value.ts';
import { closing, unwritten, type Mark } from './mark.ts';
import { maxDepth } from './prescan.ts';

/** A key that makes a part of the file unusable. */
export interface Flaw {
  readonly kind: 'duplicate-key' | 'forbidden-key' | 'complex-key';
  readonly path: YamlPath;
  /** Number of the key's mark. */
  readonly mark: number;
}

/** A document as the parser understands it. */
export interface Parsed {
  readonly value: EditableValue;
  readonly marks: readonly Mark[];
  /** In the order of the file. Of a repeated key the first one counts. */
  readonly flaws: readonly Flaw[];
  /** Whether there is an anchor, an alias or a tag: the prescan knows them by the rules of the language, this by the parser. */
  readonly hasProperties: boolean;
}

/**
 * Parses a text and builds its value straight from the parser's events.
 *
 * @throws YAMLException when the text is not YAML
 */
export function parse(text: string): Parsed {
  // The parser counts scalars as a level too; the bound that people meet is the one of the prescan.
  const events = parseEvents(text, { maxDepth: 2 * maxDepth });
  const flaws: Flaw[] = [];
  const marks: Mark[] = [];
  const path: (string | number)[] = [];
  let at = 1; // Behind the event that opens the document.

  function build(): EditableValue {
    const event = events[at];
    if (event === undefined) return null;
    at += 1;
    if (event.type === EVENT_ID.SCALAR) return buildScalar(event);
    if (event.type !== EVENT_ID.SEQUENCE && event.type !== EVENT_ID.MAPPING) return null;
    const list = event.type === EVENT_ID.SEQUENCE;
    marks.push({ kind: list ? 'list' : 'map', start: event.start, end: event.start });
    const value = list ? buildList() : buildMap();
    marks.push(closing);
    at += 1;
    return value;
  }

  function buildScalar(event: ScalarEvent): EditableValue {
    marks.push(markOf(text, event));
    const value = getScalarValue(text, event);
    return event.style === SCALAR_STYLE.PLAIN ? make.plain(value) : make.quoted(value);
  }

  function buildList(): EditableValue {
    const items: EditableValue[] = [];
    while (!atEnd()) {
      path.push(items.length);
      items.push(build());
      path.pop();
    }
    return make.list(items);
  }

  function buildMap(): EditableValue {
    const map = make.map();
    while (!atEnd()) {
      const mark = marks.length;
      const name = buildKey();
      path.push(name ?? '');
      const value = build();
      if (name === undefined) flaws.push({ kind: 'complex-key', path: [...path], mark });
      else if (!make.put(map, name, value))
        flaws.push({ kind: forbiddenKeys.has(name) ? 'forbidden-key' : 'duplicate-key', path: [...path], mark });
      path.pop();
    }
    return map;
  }

  function buildKey(): string | undefined {
    const event = events[at];
    if (event?.type !== EVENT_ID.SCALAR) {
      build();
      return undefined;
    }
    at += 1;
    const name = getScalarValue(text, event);
    marks.push({ ...markOf(text, event), name });
    return name;
  }

  function atEnd(): boolean {
    const type = events[at]?.type;
    return type === undefined || type === EVENT_ID.POP;
  }

  return { value: build(), marks, flaws, hasProperties: events.some(hasProperty) };
}

function hasProperty(event: Event): boolean {
  if (event.type === EVENT_ID.ALIAS) return true;
  return 'anchorStart' in event && (event.anchorStart >= 0 || event.tagStart >= 0);
}

/** What is written for a scalar, quotes included; a block text is shown by its first line. */
function markOf(text: string, { style, valueStart, valueEnd }: ScalarEvent): Mark {
  if (valueStart < 0) return unwritten;
  if (style === SCALAR_STYLE.PLAIN) return { kind: 'scalar', start: valueStart, end: valueEnd };
  if (style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED)
    return { kind: 'scalar', start: valueStart - 1, end: valueEnd + 1 };
  const block = text.slice(valueStart, valueEnd);
  const start = valueStart + block.length - block.trimStart().length;
  const line = text.indexOf('\n', start);
  return { kind: 'scalar', start, end: line < 0 ? text.length : line };
}
