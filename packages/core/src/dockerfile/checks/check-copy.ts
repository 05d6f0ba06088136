import { parseDigest } from '../../reference/index.ts';
import { show } from '../../text/index.ts';
import { complain, type Complaint } from '../complaint.ts';
import type { CopyInstruction } from '../syntax/instruction.ts';
import { expandHeredoc } from '../words/expand.ts';
import { nothing } from '../words/types.ts';
import { expandStageWord } from './stage-word.ts';

/** Why BuildKit would refuse a COPY or ADD when it comes to run it. */
export function checkCopy(instruction: CopyInstruction, escape: string): Complaint | undefined {
  const { kind, chown, chmod, checksum, destination, link } = instruction;
  const owner = expandStageWord(chown, escape);
  if (!owner.ok) return owner.error;
  const mode = expandStageWord(chmod, escape);
  if (!mode.ok) return mode.error;
  const sum = expandStageWord(checksum, escape);
  if (!sum.ok) return sum.error;
  const sources: (string | undefined)[] = [];
  for (const source of instruction.sources) {
    const expanded = expandStageWord(source, escape);
    if (!expanded.ok) return expanded.error;
    sources.push(expanded.value);
  }
  const target = expandStageWord(destination, escape);
  if (!target.ok) return target.error;
  for (const body of instruction.expandedBodies) {
    const expanded = expandHeredoc(body, nothing);
    if (!expanded.ok && expanded.error.fault === 'syntax') return complain(`The heredoc can not be expanded: ${expanded.error.message}.`);
  }
  if (link && owner.value !== undefined && isNamedOwner(owner.value)) return namedOwner(chown);
  if (mode.value !== undefined && !isMode(mode.value)) return complain(`${show(mode.value)} is no file mode.`, { words: chmod });
  return kind === 'copy' ? checkCopySources(sources) : checkChecksum(sum.value, sources);
}

function checkCopySources(sources: readonly (string | undefined)[]): Complaint | undefined {
  const remote = sources.find((source) => source !== undefined && isRemote(source));
  return remote === undefined ? undefined : complain('COPY can not take files from a URL.', { hint: 'ADD can.', words: remote });
}

function checkChecksum(checksum: string | undefined, sources: readonly (string | undefined)[]): Complaint | undefined {
  if (checksum === undefined || checksum === '') return undefined;
  const [source, ...more] = sources;
  if (sources.length === 0 || more.length > 0) return complain('`--checksum` needs exactly one source.');
  if (source === undefined) return undefined;
  if (!isRemote(source)) return complain('`--checksum` needs a URL as its source.', { words: source });
  const isFile = /^https?:\/\//.test(source) && !/\.git(?:[?#]|$)/.test(source);
  if (!isFile || parseDigest(checksum) !== undefined) return undefined;
  return complain(`${show(checksum)} is no digest.`, { hint: 'For example `sha256:` and 64 hex digits.', words: checksum });
}

/** Files from the web or from a Git repository. */
function isRemote(source: string): boolean {
  return /^(?:https?|git|ssh):\/\//.test(source) || /^[a-zA-Z0-9-_]+@[a-zA-Z0-9-.]+:/.test(source);
}

/** User or group by its name, which only the files of the base image could tell; `root` needs none. */
function isNamedOwner(owner: string): boolean {
  const colon = owner.indexOf(':');
  const parts = colon === -1 ? [owner] : [owner.slice(0, colon), owner.slice(colon + 1)];
  return parts.some((part) => part !== '' && part !== 'root' && !isId(part));
}

/** What Go takes for a whole number of 32 bits. */
function isId(text: string): boolean {
  return /^[+-]?\d+$/.test(text) && Number(text) >= -(2 ** 31) && Number(text) < 2 ** 31;
}

function namedOwner(chown: string): Complaint {
  return complain('With `--link`, `--chown` takes numbers alone.', { hint: 'For example `--chown=1000:1000`.', words: chown });
}

/** Octal digits up to 07777, or clauses as chmod takes them; empty for none. */
function isMode(text: string): boolean {
  if (/^[0-7]+$/.test(text)) return Number.parseInt(text, 8) <= 0o7777;
  return text === '' || /^[augo]*(?:[-+=][rstwXxugo]*)+(?:,[augo]*(?:[-+=][rstwXxugo]*)+)*$/.test(text);
}
