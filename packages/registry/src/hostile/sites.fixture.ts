import type { ServerResponse } from 'node:http';
import { sendJson, type Site, type World } from '../world.fixture.ts';
import { calm, good, home, issued, type Canary } from './hostile.fixture.ts';

export const found = { kind: 'found', digest: good.digest };
export const refused = { kind: 'unknown', code: 'refused' };
export const broken = { kind: 'unknown', code: 'broken' };
export const denied = { kind: 'unknown', code: 'denied' };
export const mismatch = { kind: 'unknown', code: 'mismatch' };
export const unsupported = { kind: 'unknown', code: 'unsupported' };
export const unreachable = { kind: 'unknown', code: 'unreachable' };
export const limited = { kind: 'unknown', code: 'limited' };

/** A registry that sends everybody to a realm, and takes its token. */
export function realm(header: string | ((canary: Canary) => string), others: Readonly<Record<string, Site>> = {}): (world: World, canary: Canary) => void {
  return (world, canary) => {
    world.sites.set(home, (seen, response) => {
      if (seen.headers['authorization'] === `Bearer ${issued}`) calm(seen, response);
      else if (seen.path.startsWith('/token')) token(seen, response);
      else sendJson(response, 401, {}, { 'www-authenticate': typeof header === 'string' ? header : header(canary) });
    });
    for (const [host, site] of Object.entries(others)) world.sites.set(host, site);
  };
}

export const token: Site = (_seen, response) => sendJson(response, 200, { token: issued });

/** Gives a token of its own, which is nobody's secret, and repeats whatever it was shown. */
export const echo: Site = (seen, response) => sendJson(response, 200, { token: 'anonymous', said: seen });

export function bearer(url: string, more = ''): string {
  return `Bearer realm="${url}",service="r"${more}`;
}

export function endless(response: ServerResponse): void {
  const chunk = Buffer.alloc(65_536, ' ');
  const more = (): void => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on('drain', more);
  more();
}
