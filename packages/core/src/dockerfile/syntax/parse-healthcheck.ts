import { show } from '../../text/index.ts';
import { isSpace } from '../words/whitespace.ts';
import { complain, type Complaint } from '../complaint.ts';
import { readFlags, type FlagKinds } from './flags.ts';
import { jsonWords } from './json-words.ts';

const flagKinds: FlagKinds = {
  interval: 'text',
  timeout: 'text',
  'start-period': 'text',
  'start-interval': 'text',
  retries: 'text',
};

/** What is wrong with a HEALTHCHECK; nothing else of it matters to a build. */
export function checkHealthcheck(flagWords: readonly string[], rest: string): Complaint | undefined {
  const [type, command] = cutType(rest);
  const json = jsonWords(command);
  if (!json.ok) return json.error;
  if (type === '') return complain('HEALTHCHECK needs a command, or NONE.');
  const words = json.value ?? (command === '' ? [] : [command]);
  if (type.toUpperCase() === 'NONE') return words.length === 0 ? undefined : complain('HEALTHCHECK NONE takes nothing else.');
  const flags = readFlags(flagWords, flagKinds);
  if (!flags.ok) return flags.error;
  if (type.toUpperCase() !== 'CMD') return complain(`HEALTHCHECK knows CMD and NONE, not ${show(type)}.`, { words: type });
  if (words.length === 0) return complain('HEALTHCHECK CMD needs a command.');
  for (const [name, [value]] of flags.value) {
    const isGood = name === 'retries' ? isCount(value ?? '') : isInterval(value ?? '');
    if (!isGood) return complain(`${show(value)} is no value for \`--${name}\`.`, { words: `--${name}=${value}` });
  }
  return undefined;
}

function cutType(rest: string): readonly [type: string, command: string] {
  let end = 0;
  while (end < rest.length && !isSpace(rest.charCodeAt(end))) end += 1;
  let next = end;
  while (next < rest.length && isSpace(rest.charCodeAt(next))) next += 1;
  return [rest.slice(0, end), rest.slice(next)];
}

/** Empty, or a whole number from 0 that fits in 32 bits. */
function isCount(text: string): boolean {
  return text === '' || (/^\+?\d+$|^-0+$/.test(text) && Number(text) <= 2_147_483_647);
}

const nanoseconds: Readonly<Record<string, number>> = { ns: 1, us: 1e3, µs: 1e3, μs: 1e3, ms: 1e6, s: 1e9, m: 6e10, h: 3.6e12 };

/** Empty, zero, or a duration as Go writes it of at least a millisecond: `1m30s`. */
function isInterval(text: string): boolean {
  if (text === '' || /^[-+]?0$/.test(text)) return true;
  const isDuration = /^[-+]?(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/.test(text);
  if (!isDuration) return false;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/([\d.]+)([a-zµμ]+)/g)) total += Number(amount) * (nanoseconds[unit ?? ''] ?? 0);
  total = Math.trunc(total);
  if (total > Number.MAX_SAFE_INTEGER * 1024) return false;
  return total === 0 || (!text.startsWith('-') && total >= 1e6);
}
