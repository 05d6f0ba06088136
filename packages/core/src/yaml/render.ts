import { isAmbiguous, isList, isMap, Plain, type YamlMap, type YamlValue } from './value.ts';

/** A part of a file: a comment above the keys that belong to it. Keys that the mapping lacks are passed over. */
export interface Section {
  readonly comment?: string;
  readonly keys: readonly string[];
}

/**
 * Writes a mapping as a YAML file: block style, two spaces, keys in the order of the sections, then the keys that no
 * section names. Every text that a YAML reader could take for something else is quoted.
 *
 * The law: reading the result gives the same mapping, with js-yaml and with `yaml`.
 *
 * @param heading - comment lines on top, without `#`
 * @param otherKeys - comment above the keys that no section names
 */
export function renderYamlFile(map: YamlMap, heading: readonly string[], sections: readonly Section[], otherKeys: string): string {
  const named = new Set(sections.flatMap(({ keys }) => keys));
  const rest = { comment: otherKeys, keys: [...map.keys()].filter((key) => !named.has(key)) };
  const parts = [...sections, rest].map((section) => renderSection(map, section)).filter((part) => part !== '');
  const body = parts.join('\n');
  const gap = heading.length > 0 && body.startsWith('#') ? '\n' : '';
  return [...heading.map((line) => `# ${line}\n`), gap, body].join('');
}

function renderSection(map: YamlMap, { comment, keys }: Section): string {
  const lines: string[] = [];
  for (const key of keys) {
    const value = map.get(key);
    if (value !== undefined) renderEntry(lines, '', key, value);
  }
  if (lines.length === 0) return '';
  const text = `${lines.join('\n')}\n`;
  return comment === undefined ? text : `# ${comment}\n${text}`;
}

/** A value as the block below a key, for snippets; without the final newline. */
export function renderYaml(value: YamlValue): string {
  const lines: string[] = [];
  if (isMap(value) && value.size > 0) renderMap(lines, '', value);
  else if (isList(value) && value.length > 0) renderList(lines, '', value);
  else lines.push(inline(value));
  return lines.join('\n');
}

function renderEntry(lines: string[], indent: string, key: string, value: YamlValue): void {
  const head = `${indent}${renderText(key)}:`;
  if (isMap(value) && value.size > 0) {
    lines.push(head);
    renderMap(lines, `${indent}  `, value);
  } else if (isList(value) && value.length > 0) {
    lines.push(head);
    renderList(lines, `${indent}  `, value);
  } else {
    lines.push(`${head} ${inline(value)}`);
  }
}

function renderMap(lines: string[], indent: string, map: YamlMap): void {
  for (const [key, value] of map) renderEntry(lines, indent, key, value);
}

function renderList(lines: string[], indent: string, list: readonly YamlValue[]): void {
  for (const item of list) {
    if ((isMap(item) && item.size > 0) || (isList(item) && item.length > 0)) {
      const from = lines.length;
      if (isMap(item)) renderMap(lines, `${indent}  `, item);
      else renderList(lines, `${indent}  `, item);
      lines[from] = `${indent}- ${(lines[from] ?? '').slice(indent.length + 2)}`;
    } else {
      lines.push(`${indent}- ${inline(item)}`);
    }
  }
}

/** Scalars, and the empty collections, which have no block form. */
function inline(value: YamlValue): string {
  if (value instanceof Plain) return value.text === '' ? 'null' : value.text;
  if (typeof value === 'string') return renderText(value);
  return isMap(value) ? '{}' : '[]';
}

/** Text without quotes where no reader can mistake it, else in double quotes with escapes. */
export function renderText(text: string): string {
  return bare.test(text) && !isAmbiguous(text) ? text : quote(text);
}

// A colon only before a letter, digit or slash, a space only between words: neither `: ` nor ` #` can arise.
const bare = /^[A-Za-z0-9_/^](?:[A-Za-z0-9_./@+$^\\()|*?=~%;,-]|:(?=[A-Za-z0-9/])| (?=[A-Za-z0-9_(/]))*$/;

function quote(text: string): string {
  return JSON.stringify(text).replaceAll(invisible, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

// JSON leaves these as they are; YAML readers refuse them or take them for line ends.
const invisible = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;
