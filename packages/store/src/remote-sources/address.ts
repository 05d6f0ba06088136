import type { RemoteRepository } from './remote.ts';

/** Where git finds the repository: https, but for a server on this machine. The parts are validated and need no quoting. */
export function addressOf({ host, slug }: RemoteRepository): string {
  const scheme = /^localhost(?::\d+)?$/.test(host) ? 'http' : 'https';
  return `${scheme}://${host}/${slug}.git`;
}
