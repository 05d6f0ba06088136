import { BlockList, isIP } from 'node:net';

/**
 * What kind of network an IP address is in. `private`: only a registry that the operator names may be there. `never`: no
 * registry is there, but for example what hands out the credentials of a cloud machine.
 */
export type AddressKind = 'public' | 'private' | 'never';

const privateRanges = [
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '::1/128',
  'fc00::/7',
];

const otherRanges = [
  '0.0.0.0/8',
  '169.254.0.0/16',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  // Metadata services that are not link-local: Azure, Alibaba, AWS.
  '168.63.129.16/32',
  '100.100.100.200/32',
  'fd00:ec2::/32',
  '::/128',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/32',
  '2001:db8::/32',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
];

const privates = blockList(privateRanges);
const others = blockList(otherRanges);

/** @param address - as DNS gives it, without brackets; a text that is no address is `never` */
export function addressKind(address: string): AddressKind {
  const version = isIP(address);
  if (version === 0 || address.includes('%')) return 'never';
  const embedded = version === 6 ? embeddedAddress(address) : undefined;
  if (embedded !== undefined) return addressKind(embedded);
  const family = version === 6 ? 'ipv6' : 'ipv4';
  if (others.check(address, family)) return 'never';
  return privates.check(address, family) ? 'private' : 'public';
}

/** The IPv4 address inside one of IPv6: mapped, compatible, behind NAT64, or 6to4. */
function embeddedAddress(address: string): string | undefined {
  const words = wordsOf(address);
  const isZero = (from: number, to: number): boolean => words.slice(from, to).every((word) => word === 0);
  if (isZero(0, 5) && (words[5] === 0xffff || (words[5] === 0 && words[6] !== 0))) return dotted(words[6], words[7]);
  if (words[0] === 0x64 && words[1] === 0xff9b && isZero(2, 6)) return dotted(words[6], words[7]);
  return words[0] === 0x2002 ? dotted(words[1], words[2]) : undefined;
}

function wordsOf(address: string): readonly number[] {
  const plain = new URL(urlOf(address)).hostname.slice(1, -1); // without dots in it, and compressed in one way
  const [head = '', tail] = plain.split('::');
  const left = toWords(head);
  if (tail === undefined) return left;
  const right = toWords(tail);
  return [...left, ...Array.from({ length: 8 - left.length - right.length }, () => 0), ...right];
}

function urlOf(address: string): string {
  return `http://[${address}]/`;
}

function toWords(text: string): readonly number[] {
  return text === '' ? [] : text.split(':').map((word) => Number.parseInt(word, 16));
}

function dotted(high = 0, low = 0): string {
  return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.');
}

function blockList(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [network = '', bits = ''] = range.split('/');
    list.addSubnet(network, Number(bits), network.includes(':') ? 'ipv6' : 'ipv4');
  }
  return list;
}
