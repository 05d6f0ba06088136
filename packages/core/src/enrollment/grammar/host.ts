import { ok, show } from '../../text/index.ts';
import type { Host } from '../types.ts';
import { refuse, type Parsed } from './refusal.ts';

/**
 * Reads the host of a forge or registry: a DNS name with an optional port, in lower case afterwards. Addresses are
 * refused in every spelling, so that what looks like a name can not be one (`2130706433`, `0x7f.1`, `[::1]`).
 */
export function parseHost(text: string): Parsed<Host> {
  if (isHost(text)) return ok(text.toLowerCase() as Host);
  return refuse(`${show(text)} is not a host: write its name, such as \`git.example.com\`, without scheme, user or path.`, hostHint(text));
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
