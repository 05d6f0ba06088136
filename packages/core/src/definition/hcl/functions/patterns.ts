import { RE2JS } from 're2js';
import { listValue, nullValue, objectValue, stringType, textValue, tupleValue, type Type, type Value } from '../value.ts';
import { declare, type Functions } from './declare.ts';
import { str } from './texts.ts';

export const patternFunctions: Functions = [
  declare('regex', 'ss', (args) => {
    const matches = findAll(str(args, 0), str(args, 1), 1);
    return typeof matches === 'string' ? matches : (matches[0] ?? 'the pattern does not match');
  }),
  declare('regexall', 'ss', (args) => {
    const matches = findAll(str(args, 0), str(args, 1), 10_000);
    return typeof matches === 'string' ? matches : listValue(matches, matches[0]?.type ?? emptyMatch(str(args, 0)));
  }),
  declare('regex_replace', 'sss', (args) => {
    const pattern = compile(str(args, 1));
    return pattern === undefined ? 'this is no RE2 pattern' : textValue(replaceAll(pattern, str(args, 0), str(args, 2)));
  }),
];

function compile(pattern: string): RE2JS | undefined {
  try {
    return RE2JS.compile(pattern);
  } catch {
    return undefined;
  }
}

/** A text for a pattern without groups, a list for one with groups, an object for one with named groups. */
function findAll(text: string, input: string, limit: number): Value[] | string {
  const pattern = compile(text);
  if (pattern === undefined) return 'this is no RE2 pattern';
  const names = Object.entries(pattern.namedGroups());
  if (names.length > 0 && names.length < pattern.groupCount()) return 'a pattern names all of its groups or none';
  const matcher = pattern.matcher(input);
  const results: Value[] = [];
  while (results.length < limit && matcher.find()) {
    const groups = Array.from({ length: pattern.groupCount() + 1 }, (_, index) => toValue(matcher.group(index)));
    if (groups.length === 1) results.push(groups[0] ?? nullValue);
    else if (names.length === 0) results.push(tupleValue(groups.slice(1)));
    else results.push(objectValue(names.map(([name, index]) => [name, groups[index] ?? nullValue])));
  }
  return results;
}

/** The type of what a pattern would find. */
function emptyMatch(text: string): Type {
  const pattern = compile(text);
  const groups = Array.from({ length: pattern?.groupCount() ?? 0 }, () => stringType);
  const names = Object.keys(pattern?.namedGroups() ?? {});
  if (names.length > 0) return { kind: 'object', fields: new Map(names.map((name) => [name, stringType])) };
  return groups.length === 0 ? stringType : { kind: 'tuple', items: groups };
}

function toValue(group: string | null | undefined): Value {
  return group === null || group === undefined ? { type: stringType, data: null } : textValue(group);
}

function replaceAll(pattern: RE2JS, input: string, template: string): string {
  const matcher = pattern.matcher(input);
  const names = pattern.namedGroups();
  let result = '';
  let at = 0;
  while (matcher.find()) {
    result += input.slice(at, matcher.start());
    result += expand(template, (name) => {
      const index = /^\d+$/.test(name) ? Number(name) : (names[name] ?? -1);
      return index >= 0 && index <= pattern.groupCount() ? (matcher.group(index) ?? '') : '';
    });
    at = matcher.end();
  }
  return result + input.slice(at);
}

/** `$1` and `${name}` as Go has them: the longest name counts, and what there is no group for is nothing. */
function expand(template: string, group: (name: string) => string): string {
  return template.replaceAll(/\$(?:\$|(\w+)|\{(\w+)\})/g, (_, plain?: string, braced?: string) => {
    const name = plain ?? braced;
    return name === undefined ? '$' : group(name);
  });
}
