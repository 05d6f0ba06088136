import { ok, show } from '../../text/index.ts';
import type { Host, HostPattern } from '../types.ts';
import { refuse, type Parsed } from './refusal.ts';

/**
 * Reads the host of a forge or registry: a DNS name with an optional port, in lower case afterwards. Addresses are
 * refused in every spelling, so that what looks like a name can not be one (`2130706433`, `0x7f.1`, `[::1]`).
 */
export function parseHost(text: string): Parsed<Host> {
  if (isHost(text)) return ok(text.toLowerCase() as Host);
  return refuse(`${show(text)} is not a host: write its name, such as \`git.example.com\`, without scheme, user or path.`, hostHint(text));
}

/**
 * Reads a host that is asked over TLS, or with a dot in front all hosts below one; in lower case and without `:443` afterwards.
 * What is below a top-level domain belongs to anybody, so that needs at least two names.
 */
export function parseHostPattern(text: string): Parsed<HostPattern> {
  if (isHostPattern(text)) return ok(text.toLowerCase().replace(/:443$/, '') as HostPattern);
  const form = 'write its name, such as `cdn.example.com`, or `.cdn.example.com` for all hosts below that, without scheme, user or path';
  return refuse(`${show(text)} is not a host: ${form}.`, patternHint(text));
}

function isHostPattern(text: string): boolean {
  return text.startsWith('.') ? isHost(text.slice(1)) && text.includes('.', 1) : isHost(text);
}

function patternHint(text: string): string | undefined {
  const below = text.length <= 300 && text.startsWith('*.') ? text.slice(1) : undefined;
  return below !== undefined && isHostPattern(below) ? `Write \`${below.toLowerCase()}\`.` : hostHint(text);
}

function isHost(text: string): boolean {
  const [, name = '', port] = /^([A-Za-z0-9.-]{1,253})(?::([0-9]{1,5}))?$/.exec(text) ?? [];
  return isDnsName(name) && (port === undefined || (Number(port) > 0 && Number(port) < 65_536));
}

function isDnsName(name: string): boolean {
  const labels = name.split('.');
  return labels.every((label) => /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/.test(label)) && /^[A-Za-z]/.test(labels.at(-1) ?? '');
}

function hostHint(text: string): string | undefined {
  const name = /^https?:\/\/([A-Za-z0-9.-]{1,253}(?::[0-9]{1,5})?)(?:\/.*)?$/.exec(text.slice(0, 600))?.[1];
  return name === undefined || !isHost(name) ? undefined : `Write \`${name.toLowerCase()}\`.`;
}
