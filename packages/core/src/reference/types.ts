import type { Brand } from '../text/index.ts';

/** Registry host with optional port, normalised: `docker.io`, `localhost:5000`, `[::1]:5000`. */
export type Domain = Brand<string, 'Domain'>;
/** Path within a registry, normalised: `library/node`. */
export type RepositoryPath = Brand<string, 'RepositoryPath'>;
/** `[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}` */
export type Tag = Brand<string, 'Tag'>;
/** `sha256:` and 64 hex digits, or another registered algorithm. */
export type Digest = Brand<string, 'Digest'>;
/** Domain and path, the spelling that Kargo and state files use: `docker.io/library/node`. */
export type RepositoryUrl = Brand<string, 'RepositoryUrl'>;
/** Name of a base image's state file and part of its Kubernetes names (SPEC section 5). */
export type BaseKey = Brand<string, 'BaseKey'>;

/** Where the versions of an image are kept: a path in a registry. */
export interface Repository {
  readonly domain: Domain;
  readonly path: RepositoryPath;
}

/** A normalised image reference: what distribution/reference calls a named reference, tag and digest kept apart. */
export interface ImageReference extends Repository {
  readonly tag?: Tag;
  readonly digest?: Digest;
}
