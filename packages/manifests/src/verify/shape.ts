import { suggest, show } from '@image-factory/core/text';
import { isEditableList, isEditableMap, type EditableValue, type YamlPath } from '@image-factory/core/yaml';
import type { ManifestDocument } from './documents.ts';
import { wrong, type Finding, type RuleName } from './found.ts';

/** The form of a part of an object. */
export type Shape =
  | { readonly kind: 'any' | 'flag' | 'labels' }
  | {
      readonly kind: 'text';
      readonly hasDefault?: true;
      readonly filled?: true;
      readonly oneOf?: readonly string[];
      readonly pattern?: RegExp;
    }
  | { readonly kind: 'number'; readonly least?: number; readonly most?: number }
  | { readonly kind: 'list'; readonly of: Shape; readonly filled?: true }
  | { readonly kind: 'fields'; readonly fields: ReadonlyMap<string, Shape>; readonly required: ReadonlySet<string> };

export const any: Shape = { kind: 'any' };
export const flag: Shape = { kind: 'flag' };
/** A mapping of texts by names that people choose. */
export const labels: Shape = { kind: 'labels' };
export const text: Shape = { kind: 'text' };
/** A text that the API server fills in when it is not there. */
export const defaulted: Shape = { kind: 'text', hasDefault: true };
/** A text that is not empty. */
export const word: Shape = { kind: 'text', filled: true };

export function oneOf(...values: readonly string[]): Shape {
  return { kind: 'text', oneOf: values };
}

/** The first of them stands for none. */
export function oneOfOrDefault(...values: readonly string[]): Shape {
  return { kind: 'text', oneOf: values, hasDefault: true };
}

export function like(pattern: RegExp): Shape {
  return { kind: 'text', pattern };
}

export function number(least?: number, most?: number): Shape {
  return { kind: 'number', ...(least === undefined ? {} : { least }), ...(most === undefined ? {} : { most }) };
}

export function list(of: Shape): Shape {
  return { kind: 'list', of };
}

/** A list with at least one item. */
export function some(of: Shape): Shape {
  return { kind: 'list', of, filled: true };
}

/** A mapping with these keys alone; those that end in `!` have to be there. */
export function fields(shapes: Readonly<Record<string, Shape>>): Shape {
  const entries = Object.entries(shapes).map(([key, shape]) => [key.replace('!', ''), shape] as const);
  const required = Object.keys(shapes).flatMap((key) => (key.endsWith('!') ? [key.slice(0, -1)] : []));
  return { kind: 'fields', fields: new Map(entries), required: new Set(required) };
}

/** How values are held against shapes. */
export interface Reading {
  readonly document: ManifestDocument;
  /** What comes of a mistake: `the API server refuses it`. */
  readonly so: string;
  readonly rules: { readonly unknown: RuleName; readonly missing: RuleName; readonly invalid: RuleName };
  /** Whether a field that is there and holds nothing is as good as none; otherwise it is a mistake, unless it has a default. */
  readonly emptyIsAbsent: boolean;
  /** Whether a text is replaced before Kargo looks at its form. */
  readonly isTemplate?: (text: string) => boolean;
}

/** What of a value is not as its shape says. */
export function checkShape(shape: Shape, value: EditableValue, path: YamlPath, reading: Reading): Finding[] {
  if (typeof value === 'string' && reading.isTemplate?.(value) === true) return [];
  switch (shape.kind) {
    case 'any':
      return [];
    case 'flag':
      return typeof value === 'boolean' || isOldFlag(value, path, reading) ? [] : [misfit('true or false', value, path, reading)];
    case 'labels':
      if (!isEditableMap(value)) return [misfit('a mapping', value, path, reading)];
      return Object.entries(value).flatMap(([key, item]) => checkShape(text, item, [...path, key], reading));
    case 'text':
      return checkText(shape, value, path, reading);
    case 'number':
      return checkNumber(shape, value, path, reading);
    case 'list':
      if (!isEditableList(value)) return [misfit('a list', value, path, reading)];
      if (value.length === 0 && shape.filled === true) return [invalid('has no items', path, reading)];
      return value.flatMap((item, index) => checkShape(shape.of, item, [...path, index], reading));
    case 'fields':
      return isEditableMap(value) ? checkFields(shape, value, path, reading) : [misfit('a mapping', value, path, reading)];
  }
}

function checkFields(
  { fields: known, required }: Extract<Shape, { kind: 'fields' }>,
  value: Readonly<Record<string, EditableValue>>,
  path: YamlPath,
  reading: Reading,
): Finding[] {
  const { so, rules } = reading;
  const missing = [...required].filter((key) => value[key] === undefined || (value[key] === null && reading.emptyIsAbsent));
  return [
    ...Object.entries(value).flatMap(([key, item]) => {
      const shape = known.get(key);
      if (shape !== undefined) return item === null && isNoMistake(shape, reading) ? [] : checkShape(shape, item, [...path, key], reading);
      const near = suggest(key, [...known.keys()]);
      const hint = near === undefined ? `Known are ${[...known.keys()].join(', ')}.` : `Did you mean \`${near}\`?`;
      return [wrong(rules.unknown, [...path, key], `${nameOf(path)} has no field ${show(key)}: ${so}`, { key: true, hint })];
    }),
    ...missing.map((key) => wrong(rules.missing, path, `${nameOf(path)} needs \`${key}\`: ${so}`)),
  ];
}

function isNoMistake(shape: Shape, { emptyIsAbsent }: Reading): boolean {
  return emptyIsAbsent || shape.kind === 'any' || (shape.kind === 'text' && shape.hasDefault === true);
}

function checkText(shape: Extract<Shape, { kind: 'text' }>, value: EditableValue, path: YamlPath, reading: Reading): Finding[] {
  if (typeof value !== 'string' || reading.document.isUnquoted(path, value)) {
    const hint = isEditableMap(value) || isEditableList(value) ? {} : { hint: `Put it in quotes: "${String(value)}".` };
    return [{ ...misfit('text', value, path, reading), ...hint }];
  }
  const { oneOf: values, pattern, filled } = shape;
  if (filled === true && value === '') return [invalid('is empty', path, reading)];
  if (values !== undefined && !values.includes(value)) {
    const near = suggest(value, values);
    const hint = near === undefined ? `It may be ${values.filter((one) => one !== '').join(', ')}.` : `Did you mean \`${near}\`?`;
    return [{ ...invalid(`can't be ${show(value)}`, path, reading), hint }];
  }
  return pattern === undefined || pattern.test(value) ? [] : [invalid(`can't be ${show(value)}`, path, reading)];
}

function checkNumber(
  { least, most }: Extract<Shape, { kind: 'number' }>,
  value: EditableValue,
  path: YamlPath,
  reading: Reading,
): Finding[] {
  if (typeof value !== 'number') return [misfit('a whole number', value, path, reading)];
  if (value >= (least ?? value) && value <= (most ?? value)) return [];
  return [invalid(`can't be ${value}: it is from ${least ?? 0}${most === undefined ? '' : ` to ${most}`}`, path, reading)];
}

// YAML 1.1, which Kubernetes reads, has more words for true and false.
function isOldFlag(value: EditableValue, path: YamlPath, { document }: Reading): boolean {
  return typeof value === 'string' && /^(?:y|n|yes|no|on|off|true|false)$/i.test(value) && document.isUnquoted(path, value);
}

function misfit(wanted: string, value: EditableValue, path: YamlPath, reading: Reading): Finding {
  return invalid(`is ${show(value)}, not ${wanted}`, path, reading);
}

function invalid(complaint: string, path: YamlPath, { so, rules }: Reading): Finding {
  return wrong(rules.invalid, path, `${nameOf(path)} ${complaint}: ${so}`);
}

/** A path as people write it: `spec.steps[0].config`. */
function nameOf(path: YamlPath): string {
  const name = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('');
  return name === '' ? 'the object' : name.replace(/^\./, '');
}
