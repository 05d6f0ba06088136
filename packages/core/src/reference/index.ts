export { baseKey, parseBaseKey } from './base-key.ts';
export { parseDigest } from './digest.ts';
export {
  compareReferences,
  familiarName,
  familiarReference,
  formatReference,
  identityOf,
  repositoryUrl,
  sameReference,
  withDefaultTag,
} from './format.ts';
export { parseDomain, parseRepositoryPath, parseTag } from './grammar.ts';
export { maxReferenceLength, parseReference, parseRepository } from './parse.ts';
export type { InvalidReference, RefusalCode } from './refusal.ts';
export type { BaseKey, Digest, Domain, ImageReference, Repository, RepositoryPath, RepositoryUrl, Tag } from './types.ts';
