import { parseDigest } from '../reference/index.ts';
import { textOf } from '../state/index.ts';
import { isList, isMap, isNull, nothing, Plain, type YamlValue } from '../yaml/index.ts';
import type { Draft, PartChange } from './record.ts';
import { readTime } from './times.ts';

export type FieldRule = 'time' | 'digest' | 'text' | 'map' | 'list';

/** Fields whose form the factory relies on. All others are carried along as they stand. */
export const baseRules: Readonly<Record<string, FieldRule>> = {
  firstDiscovered: 'time',
  lastChecked: 'time',
  lastUpdated: 'time',
  currentDigest: 'digest',
  previousDigest: 'digest',
  seen: 'map',
  rebuildEligibleAt: 'map',
  metadata: 'map',
  updateHistory: 'list',
  dependentImages: 'list',
};

export const imageRules: Readonly<Record<string, FieldRule>> = {
  enrolledAt: 'time',
  lastDiscovery: 'time',
  lastBuilt: 'time',
  lastChecked: 'time',
  lastUpdated: 'time',
  currentVersion: 'text',
  currentDigest: 'digest',
  previousDigest: 'digest',
  enrollment: 'map',
  builtFrom: 'map',
  seen: 'map',
  rebuildState: 'map',
  metadata: 'map',
  baseImages: 'list',
  baseImageDetails: 'list',
  updateHistory: 'list',
};

/** Brings the fields of a state into the form that they have with us. What can't be brought there is kept aside. */
export function cleanFields(draft: Draft, rules: Readonly<Record<string, FieldRule>>): void {
  for (const [field, rule] of Object.entries(rules)) {
    const value = draft.state.get(field);
    if (value !== undefined) cleanField(draft, field, rule, value);
  }
}

function cleanField(draft: Draft, field: string, rule: FieldRule, value: YamlValue): void {
  const isScalar = rule === 'time' || rule === 'digest' || rule === 'text';
  if (isNull(value)) return isScalar ? undefined : draft.replace(field, undefined, 'empty: it gets its initial value');
  if (isNone(value)) return isScalar ? draft.set(field, nothing, noneWhy) : draft.replace(field, undefined, noneWhy);
  switch (rule) {
    case 'time':
      return cleanTime(draft, field, textOf(value));
    case 'digest':
      return parseDigest(textOf(value) ?? '') === undefined
        ? draft.replace(field, nothing, 'no digest: the value is kept in `migratedFrom`')
        : undefined;
    case 'text':
      return cleanText(draft, field, value);
    case 'map':
      return isMap(value)
        ? cleanNested(draft, field, value)
        : draft.replace(field, undefined, 'not a mapping: the value is kept in `migratedFrom`');
    case 'list':
      return isList(value)
        ? cleanNested(draft, field, value)
        : draft.replace(field, undefined, 'not a list: the value is kept in `migratedFrom`');
  }
}

const noneWhy = '`None` is how Python writes nothing';

export function isNone(value: YamlValue | undefined): boolean {
  return value === 'None';
}

function cleanTime(draft: Draft, field: string, text: string | undefined): void {
  const time = readTime(text ?? '');
  if (time === undefined) return draft.replace(field, nothing, 'no time: the value is kept in `migratedFrom`');
  // Quotes make no difference: a file is not touched for them.
  if (text !== time.text) draft.set(field, time.text, timeWhy(time.assumedUtc));
}

function timeWhy(assumedUtc: boolean): string {
  return assumedUtc ? 'times are UTC to the second; the zone was not said, taken for UTC' : 'times are UTC to the second';
}

function cleanText(draft: Draft, field: string, value: YamlValue): void {
  const text = textOf(value);
  if (text === undefined) return draft.replace(field, nothing, 'no text: the value is kept in `migratedFrom`');
  const lost = value instanceof Plain && hasLostDigits(text);
  draft.set(
    field,
    text,
    lost ? 'a version is text; as a number it may have lost a last 0, which nothing here can tell' : 'a version is text',
  );
}

/** Whether a text can be what is left of a number with zeros at its end: 3.2 of 3.20. */
export function hasLostDigits(text: string): boolean {
  return /^\d+\.\d*[1-9]$/.test(text);
}

/** Times within lists and mappings that are known: only those that can be read, by the names of their keys. */
function cleanNested(draft: Draft, field: string, value: YamlValue): void {
  if (field !== 'updateHistory' && field !== 'rebuildEligibleAt') return;
  const parts: PartChange[] = [];
  const cleaned = cleanPart(value, { at: '', isTime: field === 'rebuildEligibleAt' }, parts);
  if (parts.length > 0) draft.setParts(field, cleaned, parts);
}

interface Part {
  readonly at: string;
  readonly isTime: boolean;
}

function cleanPart(value: YamlValue, part: Part, parts: PartChange[]): YamlValue {
  const { at, isTime } = part;
  if (isList(value)) return value.map((item, index) => cleanPart(item, { at: `${at}[${index}]`, isTime }, parts));
  if (isMap(value))
    return new Map(
      [...value].map(([key, item]) => [key, cleanPart(item, { at: `${at}.${key}`, isTime: isTime || timeKey.test(key) }, parts)]),
    );
  if (isNone(value)) return changedPart(part, 'None', nothing, noneWhy, parts);
  const text = isTime ? textOf(value) : undefined;
  const time = text === undefined ? undefined : readTime(text);
  return text === undefined || time === undefined || time.text === text
    ? value
    : changedPart(part, text, time.text, timeWhy(time.assumedUtc), parts);
}

const timeKey = /(?:At|Updated|Seen|Checked|^time|^date|^timestamp)$/;

function changedPart({ at }: Part, from: string, to: YamlValue, why: string, parts: PartChange[]): YamlValue {
  parts.push({ at, from, to: typeof to === 'string' ? to : 'null', why });
  return to;
}
