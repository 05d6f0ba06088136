import { lookup, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { callbackify } from 'node:util';
import { show } from '@image-factory/core/text';
import { addressKind } from './addresses.ts';

/** Whose choice a host was: the operator's, who may choose one on a private network, or anybody's. */
export type Trust = 'operator' | 'anybody';

/** All addresses of a name. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

/** A host is where no registry may be. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
}

/** @returns why a host is not connected to; undefined for a name, whose addresses are seen when it is looked up */
export function refuseHost(hostname: string, trust: Trust): string | undefined {
  const address = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  return isIP(address) === 0 ? undefined : refuseAddress(hostname, address, trust);
}

/**
 * A look-up for sockets: the addresses that were judged are those that are connected to. One bad address among good ones
 * refuses all.
 */
export function guardedLookup(resolve: Resolve, trust: Trust): LookupFunction {
  const judged = callbackify(async (hostname: string) => {
    const addresses = await resolve(hostname);
    const why = addresses.map(({ address }) => refuseAddress(hostname, address, trust)).find((one) => one !== undefined);
    const [first] = addresses;
    if (why !== undefined || first === undefined) throw new AddressRefused(why ?? `${show(hostname)} has no address`);
    return { all: [...addresses], first };
  });
  return (hostname, options, callback) => {
    judged(hostname, (error, addresses) => {
      if (error !== null) callback(error, '', 0);
      else if (options.all === true) callback(null, addresses.all);
      else callback(null, addresses.first.address, addresses.first.family);
    });
  };
}

function refuseAddress(hostname: string, address: string, trust: Trust): string | undefined {
  const kind = addressKind(address);
  if (kind === 'never') return `${show(hostname)} is at an address where no registry is`;
  if (kind === 'public' || trust === 'operator') return undefined;
  return `${show(hostname)} is on a private network, and factory.yaml does not name it under \`registries\``;
}

export function resolveByDns(hostname: string): Promise<readonly LookupAddress[]> {
  const { promise, resolve, reject } = Promise.withResolvers<readonly LookupAddress[]>();
  lookup(hostname, { all: true }, (error, addresses) => (error === null ? resolve(addresses) : reject(error)));
  return promise;
}
