import { ok, show, type Result } from '../text/index.ts';
import { checkDigest } from './digest.ts';
import { dockerHub, isHost, isIdentifier, maxPathLength, parseDomain, parseRepositoryPath, parseTag } from './grammar.ts';
import { refuse, type InvalidReference, type Refused } from './refusal.ts';
import type { ImageReference, Repository } from './types.ts';

/** Longer texts are refused before anything looks at them; host, path, tag and digest together are never this long. */
export const maxReferenceLength = 4096;

/**
 * Parses and normalises an image reference as `docker pull` does: `node:22` is `docker.io/library/node:22`.
 * Tag and digest are kept apart; a missing tag stays missing.
 *
 * Source: distribution/reference, ParseNormalizedNamed. One difference: a host that DNS would not know for its
 * underscore (`foo_bar.com/app`) is refused; there it gives a name without a registry.
 */
export function parseReference(text: string): Result<ImageReference, InvalidReference> {
  if (text === '') return refuse('empty', 'it names no repository');
  if (text.length > maxReferenceLength)
    return refuse('too-long', `it has ${text.length} characters; references have ${maxReferenceLength} at most`);
  if (isIdentifier(text)) return refuse('identifier', '64 hex digits are the id of an image, not its name');
  const scheme = /^[A-Za-z][A-Za-z0-9+.-]*:\/\//.exec(text)?.[0];
  if (scheme !== undefined) return refuse('format', `leave out ${show(scheme)}; a reference begins with the host of its registry`);

  const written = split(text);
  if (written.path === '') return refuse('format', 'it names no repository');
  const repository = parseRepository(written.domain, written.path);
  if (!repository.ok) return repository;
  const tag = written.tag === undefined ? undefined : parseTag(written.tag);
  if (written.tag !== undefined && tag === undefined) return refuseTag(written.tag);
  if (written.digest === undefined) return ok(tag === undefined ? repository.value : { ...repository.value, tag });
  const digest = checkDigest(written.digest);
  if (!digest.ok) return digest;
  return ok({ ...repository.value, ...(tag === undefined ? {} : { tag }), digest: digest.value });
}

/**
 * A repository from the two fields of an enrollment.
 *
 * @param registry - host with optional port; `index.docker.io` is `docker.io`
 * @param repository - path there; a single component on Docker Hub gets `library/`
 */
export function parseRepository(registry: string, repository: string): Result<Repository, InvalidReference> {
  if (registry === '' || repository === '') return refuse('empty', 'it names no repository');
  const domain = parseDomain(registry);
  if (domain === undefined) return refuse('format', `${show(registry)} is not the host of a registry`);
  const normalised = domain === dockerHub && !repository.includes('/') ? `library/${repository}` : repository;
  const path = parseRepositoryPath(normalised);
  return path === undefined ? refusePath(repository, normalised) : ok({ domain, path });
}

interface Written {
  readonly domain: string;
  readonly path: string;
  readonly tag?: string;
  readonly digest?: string;
}

// A first component that can be no namespace is the host. No path holds `:` or `@`, so the first of each ends it.
function split(text: string): Written {
  const [first, afterSlash] = cut(text, '/');
  const [domain, remainder] = afterSlash !== undefined && isHost(first) ? [first, afterSlash] : [dockerHub, text];
  const [named, digest] = cut(remainder, '@');
  const [path, tag] = cut(named, ':');
  return { domain, path, ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) };
}

function cut(text: string, separator: string): [before: string, after: string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function refusePath(written: string, normalised: string): Refused {
  if (normalised.length > maxPathLength)
    return refuse('too-long', `the path of the repository has ${normalised.length} characters; ${maxPathLength} are allowed`);
  const lowerCase = written.toLowerCase();
  if (parseRepositoryPath(lowerCase) !== undefined)
    return refuse('uppercase', `repository names are lower case: ${show(lowerCase)}, not ${show(written)}`);
  return refuse(
    'format',
    `${show(written)} is not the path of a repository: lower-case letters and digits, between them \`/\`, \`.\`, \`_\`, \`__\` or hyphens`,
  );
}

function refuseTag(written: string): Refused {
  if (written === '') return refuse('format', 'there is no tag after the `:`');
  return refuse(
    'format',
    `${show(written)} is not a tag: up to 128 letters, digits, \`_\`, \`.\` and \`-\`, not beginning with \`.\` or \`-\``,
  );
}
