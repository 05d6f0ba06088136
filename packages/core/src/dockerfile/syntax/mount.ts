import { fail, ok, show, type Result } from '../../text/index.ts';
import { complain, type Complaint } from '../complaint.ts';
import { lowerCase } from '../words/lower-case.ts';

/** One `key=value` of a mount; without `=`, the key alone. The key is in lower case. */
export interface MountField {
  readonly key: string;
  readonly value?: string;
}

/** The fields of a `--mount` value: one line of CSV. */
export function mountFields(mount: string): Result<readonly MountField[], Complaint> {
  const fields = csvFields(mount);
  if (fields === undefined) {
    const hint = 'A field with quotes is quoted as a whole, with its quotes doubled.';
    return fail(complain(`The mount ${show(mount)} is no list of comma-separated fields.`, { hint, words: mount }));
  }
  return ok(fields.map(toField));
}

function toField(field: string): MountField {
  const equals = field.indexOf('=');
  if (equals === -1) return { key: lowerCase(field) };
  return { key: lowerCase(field.slice(0, equals)), value: field.slice(equals + 1) };
}

/**
 * What the mount takes its files from: a stage by name, a named context or an image; the last `from` counts.
 *
 * @returns undefined without `from`; the reason when a variable is tried there, which BuildKit refuses
 */
export function mountSource(mount: string): Result<string | undefined, Complaint> {
  const fields = mountFields(mount);
  if (!fields.ok) return fields;
  let source: string | undefined;
  for (const { key, value } of fields.value) {
    if (key !== 'from' || value === undefined) continue;
    const dollar = value.indexOf('$');
    if (dollar !== -1 && dollar !== value.length - 1) {
      const hint = 'Name a stage for it: `FROM … AS name` in front of this stage, with an ARG before the first FROM.';
      return fail(complain('`from` of a mount can not hold a variable.', { hint, words: value }));
    }
    source = value;
  }
  return ok(source === '' ? undefined : source);
}

/** Fields of one CSV record, as BuildKit's parser has them: quotes only around whole fields. */
export function csvFields(line: string): readonly string[] | undefined {
  if (line === '') return undefined;
  const fields: string[] = [];
  for (let at = 0; at <= line.length;) {
    const field = line.charAt(at) === '"' ? quotedField(line, at) : plainField(line, at);
    if (field === undefined) return undefined;
    fields.push(field.text);
    at = field.end + 1;
  }
  return fields;
}

function plainField(line: string, start: number): { text: string; end: number } | undefined {
  const comma = line.indexOf(',', start);
  const end = comma === -1 ? line.length : comma;
  const text = line.slice(start, end);
  return text.includes('"') ? undefined : { text, end };
}

function quotedField(line: string, start: number): { text: string; end: number } | undefined {
  let text = '';
  for (let at = start + 1; ;) {
    const quote = line.indexOf('"', at);
    if (quote === -1) return undefined;
    text += line.slice(at, quote);
    const next = line.charAt(quote + 1);
    if (next === ',' || next === '') return { text, end: quote + 1 };
    if (next !== '"') return undefined;
    text += '"';
    at = quote + 2;
  }
}
