import type { Domain } from '@image-factory/core/reference';
import type { RegistryEntry, RegistryTable } from '../types.ts';
import { builtInRealms, builtInRedirects } from './known-hosts.ts';

/** Where a registry is asked, and what the operator allows it. */
export interface Endpoint {
  /** The name that credentials are kept under: `docker.io`. */
  readonly name: string;
  /** `https://registry-1.docker.io` */
  readonly origin: string;
  /** Whether the operator names this registry: then it may be on a private network, or on this machine without TLS. */
  readonly isNamed: boolean;
  /** Hosts with their port, if that is not 443: they may be shown the credentials. */
  readonly realms: ReadonlySet<string>;
  /** Hosts, or everything below one where a dot stands in front. */
  readonly redirects: readonly string[];
  /** Asked first; its credentials are its own. */
  readonly mirror?: Endpoint;
}

/** Docker Hub is not asked under its own name. */
const apiHosts = new Map([['docker.io', 'registry-1.docker.io']]);

/** Says where the registry of a reference is asked; undefined for a name that is read in two ways, such as `0x7f.1`. */
export function endpointsOf(table: RegistryTable): (domain: Domain) => Endpoint | undefined {
  const entries = new Map(Object.entries(table).map(([name, entry]) => [name.toLowerCase(), entry]));
  return (domain) => {
    const name = domain.toLowerCase();
    const endpoint = toEndpoint(name, entries.get(name));
    const mirrorName = entries.get(name)?.mirror?.toLowerCase();
    if (endpoint === undefined || mirrorName === undefined || mirrorName === name) return endpoint;
    const mirror = toEndpoint(mirrorName, entries.get(mirrorName) ?? {});
    return mirror === undefined ? endpoint : { ...endpoint, mirror };
  };
}

function toEndpoint(name: string, entry: RegistryEntry | undefined): Endpoint | undefined {
  const origin = originOf(apiHosts.get(name) ?? name, entry !== undefined);
  if (origin === undefined) return undefined;
  const realms = entry?.realms ?? builtInRealms.get(name) ?? [];
  return {
    name,
    origin: origin.origin,
    isNamed: entry !== undefined && !builtInRealms.has(name),
    realms: new Set([origin.host, ...realms.map((realm) => realm.toLowerCase())]),
    redirects: [...builtInRedirects, ...(entry?.redirects ?? [])].map((host) => host.toLowerCase()),
  };
}

/** Plain HTTP is for this machine alone, as BuildKit has it, and only where the operator names it. */
function originOf(host: string, isNamed: boolean): URL | undefined {
  const scheme = isNamed && isLoopback(host.replace(/:\d+$/, '')) ? 'http' : 'https';
  const url = URL.parse(`${scheme}://${host}/`);
  const written = host.replace(scheme === 'https' ? /:443$/ : /:80$/, '');
  // What the URL standard rewrites (2130706433, 0x7f.1, 127.1) would be another host than the one that was read.
  return url !== null && url.host === written ? url : undefined;
}

export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

/** @param allowed - `.pkg.dev` stands for everything below that name */
export function isAllowedHost(host: string, allowed: readonly string[]): boolean {
  return allowed.some((one) => (one.startsWith('.') ? host.endsWith(one) : host === one));
}
