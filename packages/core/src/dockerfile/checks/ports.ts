/** Whether EXPOSE takes a word: `[ip:][host:]port[-port][/protocol]`. */
export function isPortSpec(spec: string): boolean {
  const parts = spec.split(':');
  const container = parts.pop() ?? '';
  const host = parts.pop() ?? '';
  const address = parts.join(':');
  const [, ports, protocol] = /^([^/]*)(?:\/([^]*))?$/.exec(container) ?? [];
  if (!/^(?:tcp|udp|sctp|)$/i.test(protocol ?? '') || !isAddress(address)) return false;
  const inside = portCount(ports ?? '');
  if (inside === undefined) return false;
  if (host === '') return true;
  const outside = portCount(host);
  return outside !== undefined && (outside === inside || inside === 1);
}

/** How many ports a range holds; undefined when it is none. */
function portCount(range: string): number | undefined {
  const [, start, end] = /^(\+?\d+)(?:-(\+?\d+))?$/.exec(range) ?? [];
  if (start === undefined) return undefined;
  const first = Number(start);
  const last = Number(end ?? start);
  return first <= last && last <= 65_535 ? last - first + 1 : undefined;
}

function isAddress(text: string): boolean {
  if (text === '') return true;
  const [, inner] = /^\[([^\]]*)\]$/.exec(text) ?? [];
  const address = inner ?? text;
  return /^\d{1,3}(?:\.\d{1,3}){3}$/.test(address) || (address.includes(':') && /^[0-9A-Fa-f:.]+$/.test(address));
}
