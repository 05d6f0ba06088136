import { EVENT_ID, parseEvents, YAMLException, type Event } from 'js-yaml';
import { error, type Checked, type Problem, type Range } from '../problem/index.ts';
import { show } from '../text/index.ts';
import { buildValue, type EditableValue, type Flaw, type YamlPath } from './editable-value.ts';
import { countLines, type Lines } from './lines.ts';
import { findPlaces, type Places } from './places.ts';
import { maxDepth, prescan, type YamlKind } from './prescan.ts';
import { explainSyntax } from './syntax.ts';

/** A file that people edit: its value, and where each part of it stands. */
export interface EditableDocument {
  readonly file: string;
  /** Null for a file without content. */
  readonly value: EditableValue;
  /** Problems of single keys, with the path of what they make unusable; they are among the problems of the file too. */
  readonly flaws: readonly { readonly path: YamlPath; readonly problem: Problem }[];
  /**
   * The place of a value, or with `key` of its key. When the path leads nowhere, the place of its deepest part that
   * exists: a missing key is shown at its parent.
   */
  locate(path: YamlPath, options?: { readonly key?: boolean }): Range;
}

/**
 * Reads a YAML file that people edit. Values come straight from the events of `js-yaml`, which also hold the places:
 * that takes a fifth of the time and memory of the document tree of `yaml`, and no second parser is loaded.
 * Anchors, aliases, tags and several documents are refused before ({@link prescan}).
 *
 * @returns no document when the text is not YAML; with single unusable keys the document without them
 */
export function parseEditable(text: string, file: string, kind: YamlKind = 'other'): Checked<EditableDocument | undefined> {
  const refused = prescan(text, { file, kind });
  if (refused !== undefined) return { value: undefined, problems: [refused] };
  const lines = countLines(text);
  const events = readEvents(text, file, lines);
  if (!Array.isArray(events)) return { value: undefined, problems: [events] };
  const { value, flaws } = buildValue(text, events);
  const places = findPlaces(text, events, lines);
  const document: EditableDocument = {
    file,
    value,
    flaws: flaws.map((flaw) => ({ path: flaw.path, problem: explainFlaw(flaw, file, places) })),
    locate: (path, { key = false } = {}) => places.locate(path, key ? 'key' : 'value'),
  };
  return { value: document, problems: document.flaws.map(({ problem }) => problem) };
}

// The parser counts scalars as a level too; the bound that people meet is the one of the prescan.
function readEvents(text: string, file: string, lines: Lines): Event[] | Problem {
  let events: Event[];
  try {
    events = parseEvents(text, { maxDepth: 2 * maxDepth });
  } catch (cause) {
    if (!(cause instanceof YAMLException)) throw cause;
    const { message, hint, start, end } = explainSyntax(text, cause.reason, cause.mark?.position ?? 0);
    return error('yaml/syntax', message, { hint, source: { file, range: lines.range(start, end) } });
  }
  // The prescan knows these by the rules of the language; this holds even where it should be mistaken.
  const property = events.find(hasProperty);
  if (property === undefined) return events;
  return error('yaml/forbidden-feature', 'The file uses an anchor, an alias or a tag.', { source: { file } });
}

function hasProperty(event: Event): boolean {
  if (event.type === EVENT_ID.ALIAS) return true;
  return 'anchorStart' in event && (event.anchorStart >= 0 || event.tagStart >= 0);
}

function explainFlaw(flaw: Flaw, file: string, places: Places): Problem {
  const source = { file, range: places.rangeOf(flaw.event) };
  const name = show(flaw.path.at(-1));
  switch (flaw.kind) {
    case 'duplicate-key': {
      const { line, column } = places.locate(flaw.path, 'key').start;
      return error('yaml/duplicate-key', `${name} is here a second time; it is first on line ${line}, column ${column}.`, { hint: 'Keep one of the two.', source });
    }
    case 'forbidden-key':
      return error('yaml/forbidden-key', `${name} can not be used as a key.`, { hint: 'Choose another name.', source });
    case 'complex-key':
      return error('yaml/forbidden-key', 'A list or mapping can not be used as a key.', { hint: 'If this is a text such as `{{ name }}`, put it in quotes.', source });
  }
}
