import type { Api } from '../api/client.ts';
import { ApiError, isRecord } from '../api/failure.ts';
import { refusalOfRead } from '../dispatch/github-answers.ts';
import type { Place } from '../dispatch/repository-apis.ts';
import type { ForgeRefusal } from '../dispatch/types.ts';
import { consentPath, refuseConsent } from './consent-file.ts';
import type { Right } from './types.ts';

/** Far more than a hundred names need. Beyond a megabyte GitHub would not put the bytes into its answer at all. */
const mostBytes = 64 * 1024;

/**
 * Whether a repository agrees that a factory starts its workflows. Those of the factory's own owner do by being that; a name
 * is the same owner only on the same host. All others agree in a file on their default branch.
 *
 * @param apiOf - asked only for repositories of others
 */
export async function findConsent(place: Place, factory: Place, apiOf: (place: Place) => Api): Promise<Right> {
  if (place.host === factory.host && ownerOf(place) === ownerOf(factory)) return { kind: 'yes', by: `the owner ${ownerOf(factory)}` };
  const file = await readFile(apiOf(place));
  switch (file.kind) {
    case 'text': {
      const why = refuseConsent(file.text, place.host, factory);
      return why === undefined ? { kind: 'yes', by: consentPath } : { kind: 'no', why: `${consentPath} in ${place.repo}: ${why}` };
    }
    case 'none':
      return { kind: 'no', why: `${place.repo} has not agreed: ${file.why}. ${remedy(place, factory)}` };
    case 'blocked':
    case 'denied':
    case 'later':
      return file;
  }
}

function remedy(place: Place, factory: Place): string {
  const name = place.host === factory.host ? factory.repo : `${factory.host}/${factory.repo}`;
  return `Its owner agrees with a file ${consentPath} on its default branch that says \`factories: [${name}]\`.`;
}

function ownerOf({ repo }: Place): string {
  return repo.slice(0, repo.indexOf('/')).toLowerCase();
}

type FileRead = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'none'; readonly why: string } | ForgeRefusal;

async function readFile(api: Api): Promise<FileRead> {
  try {
    // Behind a redirect there is a repository that may belong to somebody else by now.
    const asked = { owner: api.owner, repo: api.repo, path: consentPath, request: { redirect: 'manual' } };
    const { status, data } = await api.read((client) => client.request('GET /repos/{owner}/{repo}/contents/{path}', asked));
    return status === 200 ? decode(data) : { kind: 'none', why: `it is another repository by now (${status})` };
  } catch (error) {
    if (!(error instanceof ApiError) || error.failure.kind !== 'refused' || error.failure.status !== 404) return refusalOfRead(error);
    return { kind: 'none', why: `there is no ${consentPath}, or the token may not read it (contents: read)` };
  }
}

function decode(data: unknown): FileRead {
  if (!isRecord(data) || data['type'] !== 'file') return { kind: 'none', why: `${consentPath} is no file` };
  const { size, encoding, content } = data;
  if (typeof size !== 'number' || size > mostBytes) return { kind: 'none', why: `${consentPath} is larger than ${mostBytes / 1024} KiB` };
  if (encoding !== 'base64' || typeof content !== 'string') return { kind: 'later', why: `GitHub did not send ${consentPath}` };
  try {
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(content, 'base64')) };
  } catch {
    return { kind: 'none', why: `${consentPath} is not UTF-8` };
  }
}
