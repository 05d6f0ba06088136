import type { Missing, Unknown } from '@image-factory/core/observe';
import { show } from '@image-factory/core/text';
import type { Reply } from '../net/transport.ts';
import { missing, unknown } from '../unknown.ts';
import { parseJson } from './json.ts';
import { essence } from './media-types.ts';

/**
 * Reads an answer that is not what was asked for.
 *
 * @param what - that the registry lacks after a 404: `such tag`
 * @returns undefined for 200
 */
export function explainStatus(reply: Reply, what: string): Missing | Unknown | undefined {
  const { status } = reply;
  const host = show(reply.url.host);
  if (status === 200) return undefined;
  if (saysTooMany(reply)) return unknown('limited', `${host} answered that there were too many requests`);
  if (status === 401 || status === 403)
    return unknown('denied', `${host} does not let us read this (${status}); some registries say so of what is not there`);
  if (status !== 404) return unknown('broken', `${host} answered ${status}`);
  // A registry answers in JSON, or not at all; a page is from somebody else.
  if (essence(reply.headers['content-type']) === 'text/html')
    return unknown('broken', `${host} answered with a web page, as no registry does`);
  return missing(`the registry has no ${what}`);
}

function saysTooMany({ body, status }: Reply): boolean {
  if (status !== 403 && status !== 401) return false;
  const data = parseJson(body.toString('utf8'));
  return JSON.stringify(data ?? '').includes('"code":"TOOMANYREQUESTS"');
}
