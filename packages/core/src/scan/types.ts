import type { Digest } from '../reference/index.ts';
import type { Severity } from './severity.ts';
import type { VulnerabilityId } from './ids.ts';

/** What a scanner, or an advisory, says about the state of a fix. */
export type FixStatus =
  /** There is a version without it. */
  | 'fixed'
  | 'affected'
  | 'under-investigation'
  | 'deferred'
  | 'will-not-fix'
  | 'end-of-life'
  /** The package is there, the flaw is not. */
  | 'not-affected'
  | 'unknown';

/** What a package is to a rebuild: taken from a distribution, from a language's registry, or inside a compiled program. */
export type PackageKind = 'os' | 'language' | 'binary';

/** Where in the image a package was found. */
export interface FoundIn {
  /** Layers, by diff id; a set, sorted. */
  readonly digests: readonly Digest[];
  /**
   * `package`: the layers that hold its own files. `database`: only the layer that wrote the list of installed packages
   * last is known; the package may be from an earlier one.
   */
  readonly of: 'package' | 'database';
}

/**
 * A vulnerability in one package of an image. `package`, `installed`, `fixedIn` and `reason` are as the report says them:
 * they go through `show` wherever people read them.
 */
export interface Finding {
  /** The CVE where there is one, then the GHSA, then what the distribution calls it. */
  readonly id: VulnerabilityId;
  /** Its other names; sorted. One of them alone may stand for several vulnerabilities. */
  readonly aliases: readonly VulnerabilityId[];
  readonly severity: Severity;
  /** CISA lists it as exploited; undefined where nobody said. */
  readonly kev?: boolean;
  /** Probability that it is exploited within 30 days, 0 to 1. */
  readonly epss?: number;
  /** Empty where an advisory names none: then it is about the image as a whole. */
  readonly package: string;
  /** Empty where it is not known. */
  readonly installed: string;
  /** Versions without it; sorted, empty where none is known. */
  readonly fixedIn: readonly string[];
  readonly status: FixStatus;
  readonly where: PackageKind;
  readonly layer?: FoundIn;
  /** The base image that an advisory names, in its canonical text: no layer is needed to know where it comes from. */
  readonly from?: string;
  /** Why an advisory was written. */
  readonly reason?: string;
}

/** What a scanner found in one image. */
export interface Scan {
  readonly kind: 'scan';
  readonly scanner: 'trivy' | 'grype';
  /** The image, as it was named to the scanner; it goes through `show`, too. */
  readonly image: string;
  /** Digests of the image: of its index, its manifest, its config, as far as they are told; a set. */
  readonly digests: readonly Digest[];
  /** Diff ids of the image's layers, the lowest first; empty where they are not told. */
  readonly layers: readonly Digest[];
  readonly findings: readonly Finding[];
}
