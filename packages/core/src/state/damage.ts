import { error, rangeInLine, type Problem, type SourceLocation } from '../problem/index.ts';
import { show } from '../text/index.ts';
import { isList, readYamlMap, type YamlMap } from '../yaml/index.ts';
import { misshapen } from './forms.ts';
import type { StatePlace } from './paths.ts';
import { lastLine, promise } from './render-state.ts';
import { textField } from './view.ts';
import { upgrade } from './version.ts';

/** Why a file is not taken for the state that it should be. */
export interface Damage {
  readonly problem: Problem;
  /** What of it can be relied on, for when there is no better version. */
  readonly salvage?: YamlMap;
}

/**
 * Damage that YAML does not notice: half of a file is a valid mapping as well. A file without `schemaVersion` comes from
 * elsewhere; nothing is known about its end.
 *
 * @returns `suspect` when only an earlier version can tell whether the end of the file is missing
 */
export function findDamage(state: YamlMap, text: string, place: StatePlace, file: string): Damage | 'suspect' | undefined {
  const end = state.has('schemaVersion') ? wholeness(state, text) : 'whole';
  if (end === 'cut off') return cutOff(state, text, place, file);
  const wrong = misshapen(state);
  const [first] = wrong;
  if (first !== undefined) {
    const { field, form } = first;
    const salvage = new Map([...state].filter(([key]) => !wrong.some((each) => each.field === key)));
    return { problem: fieldProblem(file, text, field, `\`${field}\` is not a ${form === 'map' ? 'mapping' : form}.`), salvage };
  }
  return wrongName(state, text, place, file) ?? (end === 'unknown' ? 'suspect' : undefined);
}

/** Of archived files several may have one name; of base images the reference decides, not the name. */
function wrongName(state: YamlMap, text: string, { shelf, stem }: StatePlace, file: string): Damage | undefined {
  const name = textField(state, 'name');
  if (shelf !== 'images' || !state.has('schemaVersion') || name === undefined || name === stem) return undefined;
  const problem = fieldProblem(file, text, 'name', `The file is about another image: \`name\` is ${show(name)}.`);
  return { problem, salvage: new Map([...state, ['name', stem] as const]) };
}

/** The marks that git leaves where two versions of a file do not fit; undefined when there are none. */
export function mergeMarks(text: string, file: string): Problem | undefined {
  const line = text.split('\n').findIndex((each) => /^(?:<{7} |>{7} |={7}\r?$)/.test(each)) + 1;
  if (line === 0) return undefined;
  return error('state/corrupt', 'There are marks of an unfinished merge here.', { source: { file, range: rangeInLine(line, 1, 7) } });
}

type Wholeness = 'whole' | 'cut off' | 'unknown';

/**
 * Whether the end of a file that we wrote is missing. Unknown when it ends, between two lines, in a list or in fields
 * that we do not know, and does not promise a last line: then only an earlier version can tell.
 */
function wholeness(state: YamlMap, text: string): Wholeness {
  const shown = text.trimEnd();
  if (text.slice(0, 1000).includes(`\n${promise}`)) return shown.endsWith(`\n${lastLine}`) ? 'whole' : 'cut off';
  if (shown.endsWith('\nupdateHistory: []')) return 'whole';
  if (!isList(state.get('updateHistory')) && (!state.has('updateHistory') || shown.endsWith('\nupdateHistory:'))) return 'cut off';
  return text.endsWith('\n') ? 'unknown' : 'cut off';
}

export function cutOff(state: YamlMap | undefined, text: string, place: StatePlace, file: string): Damage {
  const end = text.split('\n').length;
  const problem = error('state/corrupt', 'The end of the file is missing.', { source: { file, range: rangeInLine(end, 1, 0) } });
  const salvage = state !== undefined && text.endsWith('\n') ? state : salvageOf(text, place, file);
  return { problem, ...(salvage === undefined ? {} : { salvage }) };
}

/** What stands before the last field, in which a file broke off. */
export function salvageOf(text: string, { shelf }: StatePlace, file: string): YamlMap | undefined {
  const read = readYamlMap(text.slice(0, startOfLastField(text)), file);
  if (!read.ok || !read.value.has('schemaVersion')) return undefined;
  const version = upgrade(read.value, shelf);
  if (version.kind !== 'known') return undefined;
  const wrong = new Set(misshapen(version.state).map(({ field }) => field));
  return new Map([...version.state].filter(([key]) => !wrong.has(key)));
}

function startOfLastField(text: string): number {
  let end = text.length;
  while (end > 0) {
    const start = text.lastIndexOf('\n', end - 1) + 1;
    if (start < text.length && !' -#\n'.includes(text.charAt(start))) return start;
    end = start - 1;
  }
  return 0;
}

function fieldProblem(file: string, text: string, field: string, message: string): Problem {
  return error('state/invalid-field', message, { source: placeOfField(file, text, field) });
}

/** Where a field of the outermost mapping stands. */
export function placeOfField(file: string, text: string, field: string): SourceLocation {
  const line = text.split('\n').findIndex((each) => each.startsWith(`${field}:`)) + 1;
  return line === 0 ? { file } : { file, range: rangeInLine(line, 1, field.length) };
}
