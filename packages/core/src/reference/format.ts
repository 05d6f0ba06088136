import { dockerHub, isHost, isIdentifier, latest } from './grammar.ts';
import type { ImageReference, Repository, RepositoryUrl } from './types.ts';

/** The canonical text: `docker.io/library/node:22@sha256:…` with what the reference has. */
export function formatReference(reference: ImageReference): string {
  return `${repositoryUrl(reference)}${suffix(reference)}`;
}

/**
 * The text that people write: Docker Hub and its `library/` are left out, as docker does.
 * It always parses to the same reference; where docker's own short form would not, more of the name stays.
 */
export function familiarReference(reference: ImageReference): string {
  return `${familiarName(reference)}${suffix(reference)}`;
}

/** Registry and path, the spelling in state files and manifests. */
export function repositoryUrl({ domain, path }: Repository): RepositoryUrl {
  return `${domain}/${path}` as RepositoryUrl;
}

/** The repository as people write it: `node`, `acme/app`, `ghcr.io/acme/app`. */
export function familiarName({ domain, path }: Repository): string {
  if (domain !== dockerHub) return `${domain}/${path}`;
  const [namespace = '', name = '', ...deeper] = path.split('/');
  // docker.io/quay.io/a is on Docker Hub; quay.io/a is not.
  if (isHost(namespace)) return `${domain}/${path}`;
  // library/a/b keeps its library, since a/b is another repository; 64 hex digits alone would be an image id.
  return namespace === 'library' && deeper.length === 0 && !isIdentifier(name) ? name : path;
}

function suffix({ tag, digest }: ImageReference): string {
  return `${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
}

/** `latest` where there is neither tag nor digest: what a pull takes. */
export function withDefaultTag(reference: ImageReference): ImageReference {
  if (reference.tag !== undefined || reference.digest !== undefined) return reference;
  return { domain: reference.domain, path: reference.path, tag: latest };
}

/** The reference that names a base image: a pin never changes which image it is (SPEC section 7), a digest alone is one. */
export function identityOf(reference: ImageReference): ImageReference {
  const { domain, path, tag } = withDefaultTag(reference);
  return tag === undefined ? reference : { domain, path, tag };
}

export function sameReference(a: ImageReference, b: ImageReference): boolean {
  return formatReference(a) === formatReference(b);
}

/** Order of the canonical texts, by code units: the same everywhere. */
export function compareReferences(a: ImageReference, b: ImageReference): number {
  const [left, right] = [formatReference(a), formatReference(b)];
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
