import type { Hold, ImageName, ManagedImage } from '../enrollment/index.ts';
import type { Platform } from '../dockerfile/index.ts';
import type { RebuildCause, RebuildKey } from '../rebuild/index.ts';
import type { BaseKey, Digest } from '../reference/index.ts';

/** Where the knowledge of what an image was built from comes from, the best first (SPEC section 7, point 1). */
export type Evidence = 'report' | 'provenance' | 'labels' | 'layers' | 'assumed';

/** What one image was built from. */
export interface BuiltBase {
  readonly evidence: Evidence;
  readonly platforms: ReadonlyMap<Platform, Digest>;
}

/** A platform on which a base is another one than the published image was built from. */
export interface Move {
  readonly platform: Platform;
  readonly from: Digest;
  /** The newest that was seen. */
  readonly to: Digest;
}

/** How a published image stands to one of its bases. */
export type Freshness =
  | { readonly kind: 'current' }
  /** `since`: when the oldest change was first seen that the published image lacks. */
  | { readonly kind: 'changed'; readonly since: Date; readonly moves: readonly Move[] }
  /** Named by its digest: only a pull request moves it. */
  | { readonly kind: 'pinned' }
  /** `why` is a clause. It starts nothing by itself. */
  | { readonly kind: 'unknown'; readonly why: string };

export interface BaseFreshness {
  readonly name: BaseKey | ImageName;
  readonly kind: 'managed' | 'watched';
  /** As people write it: `node:22`. */
  readonly reference: string;
  readonly freshness: Freshness;
  /** What a rebuild now would be built from, by platform; nothing of it before all platforms were seen. */
  readonly wanted: ReadonlyMap<Platform, Digest>;
  /** When what a rebuild would take has settled; for what changed. */
  readonly settledAt?: Date;
  /** Changes of a held base count for nothing. */
  readonly hold?: Hold;
  /** The last look-ups failed since then. */
  readonly failingSince?: Date;
}

/** A reason to rebuild before any delay is over: a fixed vulnerability (SPEC section 7, point 4). */
export interface Override {
  /** The advisories; a set. */
  readonly ids: readonly string[];
  /** One sentence. */
  readonly reason: string;
}

/** A rebuild that a person asks for. */
export interface Wish {
  /** Tells one wish from another: it makes a rebuild with the same inputs another one. */
  readonly id: string;
  readonly reason: string;
  /** An emergency goes over holds, too. */
  readonly emergency?: boolean;
  /** Who asks, by the forge's word. */
  readonly by?: string;
}

/** A rebuild that is due. */
export interface Due {
  readonly key: RebuildKey;
  readonly cause: RebuildCause;
  readonly epoch: readonly string[];
  /** What the build is told, by name of the input. */
  readonly inputs: Readonly<Record<string, string>>;
}

/** What is to happen with an image (SPEC section 7); `why` is a sentence. */
export type Decision =
  | { readonly kind: 'rebuild'; readonly why: string; readonly due: Due }
  /** Without `until` it waits for something else than time; `isOpen`: for a rebuild that is asked for or running. */
  | { readonly kind: 'wait'; readonly why: string; readonly until?: Date; readonly isOpen?: true }
  | { readonly kind: 'hold'; readonly why: string; readonly until?: Date }
  | { readonly kind: 'current'; readonly why: string }
  | { readonly kind: 'unknown'; readonly why: string };

export interface Decided {
  readonly image: ManagedImage;
  readonly decision: Decision;
  /** By name of the base. */
  readonly bases: readonly BaseFreshness[];
  /** From when on it may be rebuilt by itself; undefined while nothing has changed. */
  readonly eligibleAt?: Date;
}
