import type { Missing, Unknown } from '@image-factory/core/observe';
import { show } from '@image-factory/core/text';
import type { Place } from '../content/fetch.ts';
import { parseJson } from '../content/json.ts';
import { explainStatus } from '../content/status.ts';
import type { Reply } from '../net/transport.ts';
import { missing, unknown } from '../unknown.ts';

/**
 * Reads an answer to what was put, when that was not taken.
 *
 * @returns undefined for 201, the one answer that means it was
 */
export function explainRefusal(reply: Reply, { endpoint, path }: Place): Missing | Unknown | undefined {
  const { status } = reply;
  if (status === 201) return undefined;
  const host = show(reply.url.host);
  const code = errorCode(reply);
  const said = code === undefined ? `${status}` : `${status} ${code}`;
  switch (status) {
    case 401:
    case 403: {
      const read = explainStatus(reply, '');
      if (read?.kind === 'unknown' && read.code === 'limited') return read;
      return unknown('denied', `${host} does not let us push to ${path} (${said}): ${whatIsNeeded(endpoint.name)}`);
    }
    case 404:
      return code?.includes('BLOB') === true
        ? unknown('broken', `${host} lacks a part of what is put there (${said})`)
        : missing(`${host} has no repository ${path}, and makes none (${said})`);
    case 409:
    case 412:
      return unknown('denied', `${host} does not let this tag be changed (${said}); some registries keep tags from changing`);
    case 405:
    case 501:
      return unknown('unsupported', `${host} takes nothing (${said})`);
    case 413:
      return unknown('unsupported', `${host} finds it too large (${said})`);
    default:
      return unknown('broken', `${host} answered ${said} to what was put there`);
  }
}

function whatIsNeeded(registry: string): string {
  if (registry === 'ghcr.io') return 'the token needs `packages: write`, and the package has to let this repository write';
  return `the credential of ${show(registry)} has to be one that may push there`;
}

/** The word of the registry for what is wrong; its sentences may repeat what was sent. */
function errorCode({ body }: Reply): string | undefined {
  const json = parseJson(body.toString('utf8'));
  const errors: unknown = isObject(json) ? json['errors'] : undefined;
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
  const code = isObject(first) ? first['code'] : undefined;
  return typeof code === 'string' && /^[A-Z][A-Z_]{1,39}$/.test(code) ? code : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
