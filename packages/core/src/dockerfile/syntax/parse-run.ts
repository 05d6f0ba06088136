import { fail, ok, show, type Result } from '../../text/index.ts';
import { complain, type Complaint } from '../complaint.ts';
import type { Statement } from './document.ts';
import { readFlags, type FlagKinds } from './flags.ts';
import type { RunInstruction } from './instruction.ts';
import { jsonWords } from './json-words.ts';
import { csvFields, mountSource } from './mount.ts';
import { lowerCase } from '../words/lower-case.ts';

const flagKinds: FlagKinds = { mount: 'list', network: 'text', security: 'text', device: 'list' };

const choices = {
  network: ['default', 'none', 'host'],
  security: ['sandbox', 'insecure'],
} as const;

export function parseRun(statement: Statement): Result<RunInstruction, Complaint> {
  const json = jsonWords(statement.rest);
  if (!json.ok) return json;
  const flags = readFlags(statement.flags, flagKinds);
  if (!flags.ok) return flags;
  for (const [name, allowed] of Object.entries(choices)) {
    const value = flags.value.get(name)?.[0];
    if (value === undefined || allowed.some((choice) => choice === value)) continue;
    return fail(complain(`\`--${name}\` is one of ${allowed.join(', ')}.`, { words: value }));
  }
  for (const device of flags.value.get('device') ?? []) {
    const complaint = checkDevice(device);
    if (complaint !== undefined) return fail(complaint);
  }
  const mounts = flags.value.get('mount') ?? [];
  const mountSources: (string | undefined)[] = [];
  for (const mount of mounts) {
    const source = mountSource(mount);
    if (!source.ok) return source;
    mountSources.push(source.value);
  }
  return ok({ kind: 'run', line: statement.line, mounts, mountSources });
}

/** A device is a name, once, and the word `required`. */
function checkDevice(device: string): Complaint | undefined {
  const complaint = complain(`${show(`--device=${device}`)} does not name one device.`, { words: device });
  let name = '';
  for (const field of csvFields(device) ?? ['=', '=']) {
    const equals = field.indexOf('=');
    const key = lowerCase(equals === -1 ? field : field.slice(0, equals));
    const value = equals === -1 ? undefined : field.slice(equals + 1);
    if (key === 'required') {
      if (value !== undefined && !isBoolean(value)) return complaint;
    } else if (key === 'name' && value !== undefined) {
      if (name !== '') return complaint;
      name = value;
    } else {
      if (name !== '') return complaint;
      name = field;
    }
  }
  return undefined;
}

/** What Go's `ParseBool` takes. */
export function isBoolean(text: string): boolean {
  return /^(?:1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/.test(text);
}
