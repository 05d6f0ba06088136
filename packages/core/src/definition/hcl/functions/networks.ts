import { toInteger } from '../number.ts';
import { textValue, type Value } from '../value.ts';
import { declare, type Functions } from './declare.ts';
import { num } from './numbers.ts';
import { str, texts } from './texts.ts';

export const networkFunctions: Functions = [
  declare('cidrhost', 'sn', (args) => {
    const network = parseNetwork(str(args, 0));
    const host = toInteger(num(args, 1));
    if (network === undefined || host === undefined) return 'a network and the number of a host are needed';
    const size = 1n << BigInt(network.bits - network.prefix);
    const index = host < 0 ? size + BigInt(host) : BigInt(host);
    return index < 0n || index >= size ? `the network has no host ${host}` : textValue(formatAddress(network.base + index, network.bits));
  }),
  declare('cidrnetmask', 's', (args) => {
    const network = parseNetwork(str(args, 0));
    return network?.bits === 32 ? textValue(formatAddress(mask(network.prefix, 32), 32)) : 'a network of IPv4 is needed';
  }),
  declare('cidrsubnet', 'snn', (args) => {
    const network = parseNetwork(str(args, 0));
    const [added, index] = [toInteger(num(args, 1)), toInteger(num(args, 2))];
    if (network === undefined || added === undefined || index === undefined) return 'a network and two integers are needed';
    const prefix = network.prefix + added;
    if (added < 0 || prefix > network.bits || index < 0 || BigInt(index) >= 1n << BigInt(added)) return 'the network has no such part';
    return textValue(`${formatAddress(network.base + (BigInt(index) << BigInt(network.bits - prefix)), network.bits)}/${prefix}`);
  }),
  declare('cidrsubnets', 'sn*', (args) => {
    const network = parseNetwork(str(args, 0));
    return network === undefined ? 'a network is needed' : subnets(network, args);
  }),
];

interface Network {
  readonly base: bigint;
  readonly prefix: number;
  /** 32 or 128. */
  readonly bits: number;
}

function subnets({ base, prefix, bits }: Network, args: readonly Value[]): Value | string {
  const results: string[] = [];
  const end = base + (1n << BigInt(bits - prefix));
  let next = base;
  for (const [index] of args.slice(1).entries()) {
    const added = toInteger(num(args, index + 1));
    if (added === undefined || added < 1 || prefix + added > bits)
      return 'each part needs at least one bit more, and the network must have it';
    const size = 1n << BigInt(bits - prefix - added);
    next = ((next + size - 1n) / size) * size;
    if (next + size > end) return 'the network has no room for all parts';
    results.push(`${formatAddress(next, bits)}/${prefix + added}`);
    next += size;
  }
  return texts(results);
}

function parseNetwork(text: string): Network | undefined {
  const [address = '', length = ''] = text.split('/');
  const groups = address.includes(':') ? parseIpv6(address) : parseIpv4(address);
  const prefix = Number(length);
  if (groups === undefined || !/^\d{1,3}$/.test(length) || prefix > groups.bits) return undefined;
  return { base: groups.value & mask(prefix, groups.bits), prefix, bits: groups.bits };
}

function parseIpv4(text: string): { value: bigint; bits: number } | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)) return undefined;
  return { value: parts.reduce((value, part) => value * 256n + BigInt(part), 0n), bits: 32 };
}

function parseIpv6(text: string): { value: bigint; bits: number } | undefined {
  const halves = text.split('::').map((half) => (half === '' ? [] : half.split(':')));
  const [head = [], tail] = halves;
  const given = head.length + (tail?.length ?? 0);
  if (halves.length > 2 || given > 8 || (tail === undefined && given !== 8)) return undefined;
  const groups = [...head, ...Array.from({ length: 8 - given }, () => '0'), ...(tail ?? [])];
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  return { value: groups.reduce((value, group) => value * 65_536n + BigInt(`0x${group}`), 0n), bits: 128 };
}

function mask(prefix: number, bits: number): bigint {
  return ((1n << BigInt(prefix)) - 1n) << BigInt(bits - prefix);
}

function formatAddress(value: bigint, bits: number): string {
  if (bits === 32) return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join('.');
  const groups = Array.from({ length: 8 }, (_, index) => ((value >> BigInt(112 - index * 16)) & 0xffffn).toString(16)).join(':');
  const [longest] = Array.from(groups.matchAll(/\b0(?::0)+\b/g), ([run]) => run).toSorted((a, b) => b.length - a.length);
  if (longest === undefined) return groups;
  const start = groups.search(new RegExp(`\\b${longest}\\b`));
  return `${groups.slice(0, start).replace(/:$/, '')}::${groups.slice(start + longest.length).replace(/^:/, '')}`;
}
