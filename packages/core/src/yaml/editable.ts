import { YAMLException } from 'js-yaml';
import { error, type Checked, type Problem, type Range } from '../problem/index.ts';
import { show } from '../text/index.ts';
import { editableValues, type EditableValue, type YamlPath } from './editable-value.ts';
import { countLines, type Lines } from './lines.ts';
import { parse, type Flaw, type Parsed } from './parsed.ts';
import { findPlaces, type Places } from './places.ts';
import { prescan, sizeProblem, type YamlKind } from './prescan.ts';
import { readSimple } from './simple.ts';
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
 * Reads a YAML file that people edit. Most files are simple enough for {@link readSimple}; the others are bounded by
 * the {@link prescan} and then parsed by `js-yaml`, whose events also tell the places. Both ways give the same
 * document. The document tree of `yaml` would take five times the time and memory.
 *
 * @returns no document when the text is not YAML; with single unusable keys the document without them
 */
export function parseEditable(text: string, file: string, kind: YamlKind = 'other'): Checked<EditableDocument | undefined> {
  const tooLarge = sizeProblem(text, { file, kind });
  if (tooLarge !== undefined) return { value: undefined, problems: [tooLarge] };
  const lines = countLines(text);
  const simple = readSimple(text, editableValues);
  const parsed = simple === undefined ? parseAny(text, file, kind, lines) : { ...simple, flaws: [] };
  if ('code' in parsed) return { value: undefined, problems: [parsed] };
  const places = findPlaces(text, parsed.marks, lines);
  const flaws = parsed.flaws.map((flaw) => ({ path: flaw.path, problem: explainFlaw(flaw, file, places) }));
  const locate: EditableDocument['locate'] = (path, { key = false } = {}) => places.locate(path, key ? 'key' : 'value');
  return { value: { file, value: parsed.value, flaws, locate }, problems: flaws.map(({ problem }) => problem) };
}

function parseAny(text: string, file: string, kind: YamlKind, lines: Lines): Parsed | Problem {
  const refused = prescan(text, { file, kind });
  if (refused !== undefined) return refused;
  try {
    const parsed = parse(text);
    return parsed.hasProperties
      ? error('yaml/forbidden-feature', 'The file uses an anchor, an alias or a tag.', { source: { file } })
      : parsed;
  } catch (cause) {
    if (!(cause instanceof YAMLException)) throw cause;
    const { message, hint, start, end } = explainSyntax(text, cause.reason, cause.mark?.position ?? 0);
    return error('yaml/syntax', message, { hint, source: { file, range: lines.range(start, end) } });
  }
}

function explainFlaw(flaw: Flaw, file: string, places: Places): Problem {
  const source = { file, range: places.rangeOf(flaw.mark) };
  const name = show(flaw.path.at(-1));
  switch (flaw.kind) {
    case 'duplicate-key': {
      const { line, column } = places.locate(flaw.path, 'key').start;
      return error('yaml/duplicate-key', `${name} is here a second time; it is first on line ${line}, column ${column}.`, {
        hint: 'Keep one of the two.',
        source,
      });
    }
    case 'forbidden-key':
      return error('yaml/forbidden-key', `${name} can not be used as a key.`, { hint: 'Choose another name.', source });
    case 'complex-key':
      return error('yaml/forbidden-key', 'A list or mapping can not be used as a key.', {
        hint: 'If this is a text such as `{{ name }}`, put it in quotes.',
        source,
      });
  }
}
