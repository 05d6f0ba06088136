import type { Domain, RepositoryPath, Tag } from './types.ts';

// The grammar of distribution/reference. Every expression is anchored, and what follows a run of characters is never
// one of them, so that a text which does not match is given up after one pass. Lengths are checked first all the same.
const domainGrammar = /^(?:[A-Za-z0-9]+(?:-+[A-Za-z0-9]+)*(?:\.[A-Za-z0-9]+(?:-+[A-Za-z0-9]+)*)*|\[[A-Fa-f0-9:]+\])(?::[0-9]+)?$/;
const pathGrammar = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/;
const tagGrammar = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;

/** Longest host name of DNS (253), a colon and a port (5). distribution/reference sets no limit. */
const maxDomainLength = 259;
/** Longest repository path, `library/` included, in bytes. */
export const maxPathLength = 255;

export const dockerHub = 'docker.io' as Domain;
/** The tag that is meant where a reference names none. */
export const latest = 'latest' as Tag;

/**
 * A registry host with an optional port; `index.docker.io` is `docker.io`.
 *
 * @returns undefined also for a single lower-case word, such as `ghcr`: in front of a path it is a namespace on Docker Hub
 */
export function parseDomain(text: string): Domain | undefined {
  if (text.length > maxDomainLength || !isHost(text) || !domainGrammar.test(text)) return undefined;
  return text === 'index.docker.io' ? dockerHub : (text as Domain);
}

/** Whether what stands before the first slash names a registry, well-formed or not, and no namespace on Docker Hub. */
export function isHost(text: string): boolean {
  return text === 'localhost' || /[.:]/.test(text) || text !== text.toLowerCase();
}

/** A path within a registry: components of lower-case letters, digits and inner separators, at most 255 bytes in all. */
export function parseRepositoryPath(text: string): RepositoryPath | undefined {
  return text.length <= maxPathLength && pathGrammar.test(text) ? (text as RepositoryPath) : undefined;
}

/** A tag: up to 128 letters, digits, `_`, `.` and `-`, beginning with none of the last two. */
export function parseTag(text: string): Tag | undefined {
  return tagGrammar.test(text) ? (text as Tag) : undefined;
}

/** Whether a text is the id of an image, which docker takes for no name: 64 lower-case hex digits. */
export function isIdentifier(text: string): boolean {
  return /^[a-f0-9]{64}$/.test(text);
}
