import type * as z from 'zod';
import type { ProblemCode } from '../problem/index.ts';
import { show, suggest } from '../text/index.ts';
import { isEditableList, isEditableMap, type EditableValue, type YamlPath } from '../yaml/index.ts';
import { exampleAt, keysAt } from './leaves.ts';
import { nameOf, type Issue } from './issue.ts';

/** The problem codes of one kind of file. */
export interface Codes {
  readonly unknownKey: ProblemCode;
  readonly missingKey: ProblemCode;
  readonly invalidValue: ProblemCode;
}

/** What explaining needs to know about a file: what was read, against which schema, and its codes. */
export interface Explained {
  readonly value: EditableValue;
  readonly schema: z.ZodType;
  readonly codes: Codes;
  /** Says more about an unknown key than which key is spelled alike. */
  readonly aboutKey?: (path: YamlPath) => string | undefined;
}

/** Turns what the schema found into words for the person who wrote the file. */
export function explainIssues(found: readonly z.core.$ZodIssue[], context: Explained): Issue[] {
  const misspelt = new Set(found.flatMap((issue) => meantKeys(issue, context)));
  const isTold = (issue: z.core.$ZodIssue): boolean =>
    misspelt.has(JSON.stringify(issue.path)) && valueAt(context.value, issue.path as YamlPath) === undefined;
  return found.filter((issue) => !isTold(issue)).flatMap((issue) => explain(issue, context));
}

/** The keys that misspelt ones stand for: that those are missing need not be said as well. */
function meantKeys(issue: z.core.$ZodIssue, { schema }: Explained): string[] {
  if (issue.code !== 'unrecognized_keys') return [];
  const path = issue.path as YamlPath;
  return issue.keys.flatMap((key) => {
    const near = suggest(key, keysAt(schema, path));
    return near === undefined ? [] : [JSON.stringify([...path, near])];
  });
}

function explain(issue: z.core.$ZodIssue, context: Explained): Issue[] {
  const path = issue.path as YamlPath;
  const value = valueAt(context.value, path);
  const invalid = (message: string, hint?: string, atKey = false): Issue[] => [
    { path, atKey, code: context.codes.invalidValue, message: `${nameOf(path)}: ${message}`, ...(hint === undefined ? {} : { hint }) },
  ];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey([...path, key], context));
    case 'invalid_type':
      if (value === undefined) return [missingKey(path, context)];
      return [wrongType(path, issue.expected, value, context)];
    case 'invalid_value':
      if (value === undefined) return [missingKey(path, context)];
      return invalid(`${show(value)} is not allowed; write ${oneOf(issue.values)}.`, didYouMean(value, issue.values));
    case 'invalid_key':
      return issue.issues.flatMap((inner) => invalid(inner.message, hintOf(inner), true));
    case 'too_big':
      return invalid(
        issue.origin === 'array' ? `it has more than ${issue.maximum} items.` : `${show(value)} is more than ${issue.maximum}.`,
      );
    case 'too_small':
      return invalid(
        issue.origin === 'array' ? `it needs at least ${issue.minimum} items.` : `${show(value)} is less than ${issue.minimum}.`,
      );
    case 'custom':
      return invalid(issue.message, hintOf(issue));
    default:
      return invalid('this value is not allowed.');
  }
}

function hintOf(issue: z.core.$ZodIssue): string | undefined {
  const hint: unknown = issue.code === 'custom' ? issue.params?.['hint'] : undefined;
  return typeof hint === 'string' ? hint : undefined;
}

function valueAt(value: EditableValue, path: YamlPath): EditableValue | undefined {
  let at: EditableValue | undefined = value;
  for (const step of path) {
    if (isEditableList(at)) at = at[Number(step)];
    else at = isEditableMap(at) ? at[step] : undefined;
  }
  return at;
}

function unknownKey(path: YamlPath, { schema, codes, aboutKey }: Explained): Issue {
  const key = String(path.at(-1));
  const near = suggest(key, keysAt(schema, path.slice(0, -1)));
  const hint = near === undefined ? aboutKey?.(path) : `Did you mean \`${near}\`?`;
  const allowed = keysAt(schema, path.slice(0, -1))
    .map((name) => `\`${name}\``)
    .join(', ');
  return {
    path,
    atKey: true,
    code: codes.unknownKey,
    message: `${nameOf(path)} is not a key that is known here.`,
    hint: hint ?? `Known are ${allowed}; keys of your own begin with \`x-\`.`,
  };
}

function missingKey(path: YamlPath, { schema, codes }: Explained): Issue {
  const example = exampleAt(schema, path);
  const hint = example === undefined ? `Add \`${String(path.at(-1))}: …\`.` : `For example \`${example}\`.`;
  return { path, code: codes.missingKey, message: `${nameOf(path)} is missing.`, hint };
}

const kinds: Readonly<Record<string, string>> = {
  string: 'text',
  boolean: '`true` or `false`',
  int: 'a whole number',
  number: 'a whole number',
  object: 'a mapping, with keys below it',
  record: 'a mapping, with keys below it',
  array: 'a list, with one `- item` a line',
};

function wrongType(path: YamlPath, expected: string, value: EditableValue, { schema, codes }: Explained): Issue {
  const wanted = kinds[expected] ?? 'something else';
  const given = typeof value === 'string' && /^(?:true|false|-?[0-9]+)$/.test(value) ? `the text ${show(value)}` : show(value);
  const message =
    value === null ? `${nameOf(path)} has no value; it must be ${wanted}.` : `${nameOf(path)} must be ${wanted}, not ${given}.`;
  const example = exampleAt(schema, path);
  const hint = typeHint(expected, value) ?? (example === undefined ? undefined : `For example \`${example}\`.`);
  return { path, code: codes.invalidValue, message, ...(hint === undefined ? {} : { hint }) };
}

function typeHint(expected: string, value: EditableValue): string | undefined {
  switch (expected) {
    case 'boolean':
      return typeof value === 'object' ? undefined : booleanHint(String(value));
    case 'int':
    case 'number':
      return typeof value === 'string' && /^-?[0-9]{1,15}$/.test(value) ? `Remove the quotes: \`${value}\`.` : undefined;
    case 'array':
      return listHint(value);
    case 'object':
    case 'record':
      return mapHint(value);
    default:
      return undefined;
  }
}

function booleanHint(text: string): string | undefined {
  if (text === 'true' || text === 'false') return `Remove the quotes: \`${text}\`.`;
  if (/^(?:yes|y|on|true|1)$/i.test(text)) return 'Write `true`.';
  return /^(?:no|n|off|false|0)$/i.test(text) ? 'Write `false`.' : undefined;
}

function listHint(value: EditableValue): string | undefined {
  if (isEditableMap(value)) return 'Put `- ` in front of its first key and indent the others as far.';
  if (typeof value !== 'string' || !/^[\w./:{}-]+(?:\s*,\s*[\w./:{}-]+)*$/.test(value.slice(0, 200)) || value.length > 200)
    return undefined;
  return `Write \`[${value.split(/\s*,\s*/).join(', ')}]\`.`;
}

function mapHint(value: EditableValue): string | undefined {
  if (isEditableList(value)) return 'Leave out the `- `.';
  return typeof value === 'string' && /^[\w-]{1,40}:\S/.test(value) ? 'There must be a space after the colon.' : undefined;
}

function oneOf(values: readonly unknown[]): string {
  const names = values.map((value) => `\`${String(value)}\``);
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

function didYouMean(value: EditableValue, values: readonly unknown[]): string | undefined {
  const near = typeof value === 'string' ? suggest(value, values.map(String)) : undefined;
  return near === undefined ? undefined : `Did you mean \`${near}\`?`;
}
