import type { Platform } from '../dockerfile/index.ts';
import type { Digest } from '../reference/index.ts';

/**
 * What a registry said of a reference. A look-up that failed is `unknown`: it never changes a digest (SPEC section 7, point 1).
 */
export type LookUp = Found | Missing | Unknown;

export interface Found {
  readonly kind: 'found';
  /** What the reference itself points to: an index, or the manifest of a single image. */
  readonly digest: Digest;
  /** The manifest of each platform; of a single image the one that its config names. Attestations are none. */
  readonly platforms: ReadonlyMap<Platform, Digest>;
}

/** The registry answered, and knows no such tag or digest. */
export interface Missing {
  readonly kind: 'missing';
  /** A clause: `the registry has no such tag`. */
  readonly why: string;
}

export interface Unknown {
  readonly kind: 'unknown';
  readonly code: LookUpFailure;
  /** A clause without credentials: `the registry answered 503 three times`. */
  readonly why: string;
}

export type LookUpFailure =
  /** No connection, a time-out, a broken answer. */
  | 'unreachable'
  /** 5xx, or an answer that is no registry's. */
  | 'broken'
  /** 429, or an open circuit breaker. */
  | 'limited'
  /** 401 or 403. */
  | 'denied'
  /** The bytes are not those of the digest that was said. */
  | 'mismatch'
  /** A media type that we do not read. */
  | 'unsupported'
  /** An address, a realm or a redirect that is not allowed. */
  | 'refused';
