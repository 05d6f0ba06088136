import { show, suggest } from '../../text/index.ts';
import { complain, type Complaint } from '../complaint.ts';
import { mountFields, type MountField } from '../syntax/mount.ts';
import { isBoolean } from '../syntax/parse-run.ts';
import { expandStageWord } from './stage-word.ts';

type MountType = 'bind' | 'cache' | 'tmpfs' | 'secret' | 'ssh';

const types: readonly MountType[] = ['bind', 'cache', 'tmpfs', 'secret', 'ssh'];

/** Keys by what their value is; several are other spellings of one. */
const keys: Readonly<Record<string, string>> = {
  type: 'type',
  from: 'from',
  source: 'source',
  src: 'source',
  target: 'target',
  dst: 'target',
  destination: 'target',
  readonly: 'switch',
  ro: 'switch',
  readwrite: 'switch',
  rw: 'switch',
  required: 'required',
  size: 'size',
  id: 'id',
  sharing: 'sharing',
  mode: 'mode',
  uid: 'owner',
  gid: 'owner',
  env: 'env',
};

/** A mount as far as it is known; `undefined` as value means that a variable decides. */
interface KnownMount {
  type: MountType | undefined;
  readonly given: Map<string, string | undefined>;
}

/** Why BuildKit would refuse a `--mount` when it comes to run it. */
export function checkMount(mount: string, escape: string, isWindows: boolean): Complaint | undefined {
  const fields = mountFields(mount);
  if (!fields.ok) return fields.error;
  const known: KnownMount = { type: 'bind', given: new Map() };
  for (const field of fields.value) {
    const complaint = checkField(field, known, escape);
    if (complaint !== undefined) return { words: mount, ...complaint };
  }
  const complaint = checkWhole(known) ?? (isWindows ? checkOnWindows(known) : undefined);
  return complaint === undefined ? undefined : { words: mount, ...complaint };
}

function checkField({ key, value: written }: MountField, mount: KnownMount, escape: string): Complaint | undefined {
  const kind = Object.hasOwn(keys, key) ? keys[key] : undefined;
  if (written === undefined) return checkBareKey(key, kind, mount);
  const expanded = expandStageWord(written, escape);
  if (!expanded.ok) return expanded.error;
  if (kind === undefined) return unknownKey(key);
  const { value } = expanded;
  if (kind === 'type') return setType(value, mount);
  if (kind === 'required') return checkRequired(mount) ?? (value === undefined || isBoolean(value) ? undefined : badValue(key, value));
  if (kind === 'size' && mount.type !== undefined && mount.type !== 'tmpfs') return misplaced(key, mount.type);
  mount.given.set(kind, value);
  return value === undefined || isValue(kind, value) ? undefined : badValue(key, value);
}

function checkBareKey(key: string, kind: string | undefined, mount: KnownMount): Complaint | undefined {
  if (kind === 'switch') return undefined;
  if (kind === 'required') return checkRequired(mount);
  return complain(`${show(key)} of the mount needs a value.`, { hint: 'Write it as `key=value`.' });
}

function checkRequired({ type }: KnownMount): Complaint | undefined {
  return type === undefined || type === 'secret' || type === 'ssh' ? undefined : misplaced('required', type);
}

function setType(value: string | undefined, mount: KnownMount): Complaint | undefined {
  const type = types.find((name) => name === value?.toLowerCase());
  mount.type = type;
  if (value === undefined || type !== undefined) return undefined;
  const meant = suggest(value, types);
  const hint = meant === undefined ? `The types are ${types.join(', ')}.` : `Did you mean \`${meant}\`?`;
  return complain(`A mount has no type ${show(value)}.`, { hint });
}

function isValue(kind: string, value: string): boolean {
  switch (kind) {
    case 'switch':
      return isBoolean(value);
    case 'size':
      return /^\+?(?:\d+(?:\.\d*)?|\.\d+) ?(?:b|[kmgtp](?:i?b)?)?$/i.test(value);
    case 'sharing':
      return /^(?:shared|private|locked)$/i.test(value);
    case 'mode':
      return /^[0-7]+$/.test(value) && Number.parseInt(value, 8) < 2 ** 32;
    case 'owner':
      return /^\d+$/.test(value) && Number(value) < 2 ** 32;
    default:
      return true;
  }
}

/** What the fields together must hold, by type. */
function checkWhole({ type, given }: KnownMount): Complaint | undefined {
  if (type === undefined) return undefined;
  const has = (kind: string): boolean => given.has(kind) && given.get(kind) !== '';
  if ((type === 'bind' || type === 'tmpfs') && (given.has('mode') || given.has('owner'))) {
    return complain(`A mount of type ${type} has no mode and no owner.`);
  }
  if (type === 'secret') {
    if (has('from')) return complain('A secret is not taken from an image.', { hint: 'Leave out `from`.' });
    if (!has('source') && !has('target') && !has('id')) return complain('A secret needs an `id`, a `source` or a `target`.');
    if (given.get('source') && given.get('id')) return complain('A secret has an `id` or a `source`, not both.');
  }
  if (type === 'ssh' && given.get('source')) return complain('A mount of type ssh has no source.');
  if (type !== 'cache' && has('sharing')) return complain('`sharing` is for mounts of type cache.');
  const isPlaced = type === 'bind' || type === 'cache' || type === 'tmpfs';
  if (isPlaced && given.get('target') === '/') return complain('A mount can not take the place of the root.');
  return undefined;
}

/** There a secret has no usual place. */
function checkOnWindows({ type, given }: KnownMount): Complaint | undefined {
  if (type !== 'secret') return undefined;
  const target = given.has('target') ? given.get('target') : '';
  const hint = 'For example `target=C:/secrets/token`.';
  if (target === '' && !given.has('env')) return complain('A secret needs a `target` on Windows.', { hint });
  if (target === undefined || target === '' || /^(?:c:)?[/\\]/i.test(target)) return undefined;
  return complain(`On Windows the target of a secret is an absolute path, not ${show(target)}.`, { hint });
}

function misplaced(key: string, type: MountType): Complaint {
  return complain(`A mount of type ${type} has no \`${key}\`.`);
}

function badValue(key: string, value: string): Complaint {
  return complain(`${show(value)} is no value for \`${key}\` of a mount.`);
}

function unknownKey(key: string): Complaint {
  const meant = suggest(key, Object.keys(keys));
  const hint = meant === undefined ? `The keys are ${Object.keys(keys).join(', ')}.` : `Did you mean \`${meant}\`?`;
  return complain(`A mount has no key ${show(key)}.`, { hint });
}
