import type { BranchName, Host, Provider, RepoSlug } from '@image-factory/core/enrollment';
import type { Proposals } from '../commit/proposals.ts';
import type { Opened } from '../commit/state-store.ts';

/** A branch of a repository that holds pins. */
export interface PinPlace {
  readonly provider: Provider;
  readonly host: Host;
  /** Undefined: the repository that the factory is in. */
  readonly repo?: RepoSlug;
  readonly branch: BranchName;
}

/** A place where pull requests can be opened, or why they can not: a clause, and sentences. */
export type OpenedPlace =
  | {
      readonly kind: 'open';
      /** Its newest commit. */
      head(): Promise<Opened>;
      /** The pull request that proposes a branch. */
      proposals(branch: BranchName): Promise<Proposals>;
    }
  | { readonly kind: 'refused'; readonly why: string; readonly hint: string };

/** The forges that pins are on. */
export interface PinForge {
  /** A repository whose owner has not agreed is refused (SPEC section 16, Consent). */
  open(place: PinPlace): Promise<OpenedPlace>;
}
