import { isList, isMap, sameValue, type YamlMap, type YamlValue } from '@image-factory/core/yaml';
import type { FieldChange } from './report.ts';

/**
 * Every field that differs, by its path. Lists of texts are compared as a whole. Items of other lists are found again by
 * what they are called, wherever they stand, so that one more item in front does not make all others look different.
 */
export function compareValues(path: string, before: YamlValue | undefined, after: YamlValue | undefined): FieldChange[] {
  if (sameValue(before, after)) return [];
  if (isMap(before) && isMap(after)) return compareMaps(path, before, after);
  if (isList(before) && isList(after) && ![...before, ...after].every(isText)) return compareLists(path, before, after);
  const [old, now] = shortTexts(before, after);
  return [
    {
      path,
      change: before === undefined ? 'added' : after === undefined ? 'removed' : 'changed',
      ...(old === undefined ? {} : { before: old }),
      ...(now === undefined ? {} : { after: now }),
    },
  ];
}

function compareMaps(path: string, before: YamlMap, after: YamlMap): FieldChange[] {
  const inside = (key: string): string => (path === '' ? key : `${path}.${key}`);
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((key) => compareValues(inside(key), before.get(key), after.get(key)));
}

type Items = readonly YamlValue[];

function compareLists(path: string, before: Items, after: Items): FieldChange[] {
  const called = ways.find((way) => areCalled(before, way) && areCalled(after, way));
  if (called === undefined) {
    const length = Math.max(before.length, after.length);
    return Array.from({ length }, (_, index) => compareValues(`${path}.${index}`, before[index], after[index])).flat();
  }
  const [old, now] = [before, after].map((items) => new Map(items.map((item) => [called(item) ?? '', item])));
  if (old === undefined || now === undefined) return [];
  const names = [...new Set([...old.keys(), ...now.keys()])];
  const kept = names.filter((name) => old.has(name) && now.has(name));
  const inOrder = [...now.keys()].filter((name) => old.has(name));
  const isMoved = kept.some((name, index) => inOrder[index] !== name);
  return [
    ...(isMoved ? [moved(path, kept, inOrder)] : []),
    ...names.flatMap((name) => compareValues(`${path}[${name}]`, old.get(name), now.get(name))),
  ];
}

function moved(path: string, before: readonly string[], after: readonly string[]): FieldChange {
  const [old, now] = [before, after].map((names) => short(`[${names.join(', ')}]`));
  return {
    path: `${path} (order)`,
    change: 'changed',
    ...(old === undefined ? {} : { before: old }),
    ...(now === undefined ? {} : { after: now }),
  };
}

/** How items of lists are called: most by a name, Freight by its origin, steps by how others speak of them. */
const ways = [['name'], ['origin', 'name'], ['as'], ['ref']].map((keys) => (item: YamlValue) => {
  const found = keys.reduce<YamlValue | undefined>((value, key) => (isMap(value) ? value.get(key) : undefined), item);
  return isText(found) ? textOf(found) : undefined;
});

function areCalled(items: Items, way: (item: YamlValue) => string | undefined): boolean {
  const names = new Set(items.map(way));
  return names.size === items.length && !names.has(undefined);
}

function isText(value: YamlValue | undefined): boolean {
  return !isMap(value) && !isList(value);
}

const longestValue = 120;

/** Both values on a line each, as far as there is one. Of texts of several lines it is the one line that differs. */
function shortTexts(before: YamlValue | undefined, after: YamlValue | undefined): readonly (string | undefined)[] {
  const [old, now] = [textOf(before), textOf(after)];
  if (old === undefined || now === undefined || !`${old}${now}`.includes('\n')) return [short(old), short(now)];
  const [oldLines, newLines] = [old.split('\n'), now.split('\n')];
  if (oldLines.length !== newLines.length) return [];
  const differing = oldLines.flatMap((line, index) => (line === newLines[index] ? [] : [index]));
  const [only] = differing;
  return differing.length === 1 && only !== undefined ? [short(oldLines[only]?.trim()), short(newLines[only]?.trim())] : [];
}

/** Undefined for what takes more room than a line. */
function short(text: string | undefined): string | undefined {
  return text === undefined || text.length > longestValue || text.includes('\n') ? undefined : text;
}

/** Undefined for what is not there, and is no scalar or list of them. */
function textOf(value: YamlValue | undefined): string | undefined {
  if (value === undefined || isMap(value)) return undefined;
  if (isList(value)) return value.every(isText) ? `[${value.map((item) => textOf(item) ?? '').join(', ')}]` : undefined;
  return typeof value === 'string' ? value : value.text;
}
