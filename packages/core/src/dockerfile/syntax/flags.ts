import { fail, ok, show, suggest, type Result } from '../../text/index.ts';
import { complain, type Complaint } from '../complaint.ts';

/** Flags that an instruction takes: with one value, with several, or yes and no. */
export type FlagKinds = Readonly<Record<string, 'text' | 'list' | 'switch'>>;

export const noFlags: FlagKinds = {};

/** Values by flag name, without the dashes; several only for a `list`. */
export type FlagValues = ReadonlyMap<string, readonly string[]>;

/** Judges the flags of an instruction as BuildKit does. Values stay as they are, variables not expanded. */
export function readFlags(words: readonly string[], kinds: FlagKinds): Result<FlagValues, Complaint> {
  const values = new Map<string, string[]>();
  for (const word of words) {
    const flag = readFlag(word, kinds);
    if (!flag.ok) return flag;
    const { name, value } = flag.value;
    const before = values.get(name);
    if (before !== undefined && kinds[name] !== 'list') {
      return fail(complain(`The flag \`--${name}\` is given twice.`, { words: word }));
    }
    if (before === undefined) values.set(name, [value]);
    else before.push(value);
  }
  return ok(values);
}

function readFlag(word: string, kinds: FlagKinds): Result<{ name: string; value: string }, Complaint> {
  const equals = word.indexOf('=');
  const name = word.slice(2, equals === -1 ? undefined : equals);
  const value = equals === -1 ? undefined : word.slice(equals + 1);
  const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
  if (kind === undefined) return fail(unknownFlag(name, word, kinds));
  if (kind === 'switch') {
    if (value === undefined || /^(?:true|false)$/i.test(value)) return ok({ name, value: value ?? 'true' });
    return fail(complain(`The flag \`--${name}\` is either true or false.`, { words: word }));
  }
  return value === undefined ? fail(complain(`The flag \`--${name}\` has no value.`, { words: word })) : ok({ name, value });
}

function unknownFlag(name: string, word: string, kinds: FlagKinds): Complaint {
  const known = Object.keys(kinds);
  const meant = suggest(name, known);
  const list = known.map((flag) => `--${flag}`).join(', ');
  const hint = meant === undefined ? (known.length === 0 ? 'It takes no flags.' : `It takes ${list}.`) : `Did you mean \`--${meant}\`?`;
  return complain(`The instruction has no flag ${show(`--${name}`)}.`, { hint, words: word });
}
