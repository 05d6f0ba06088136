import type { EnrollmentText } from '../enrollment/index.ts';
import type { StateText } from '../state/index.ts';

/** What happened to a value, or with no `field` to a file as a whole. */
export interface MigrationStep {
  /** Where the value stood; a path in the repository. */
  readonly file: string;
  /** Dotted path of the field; an entry of images.yaml is named by its image: `nginx.tag`. */
  readonly field?: string;
  readonly did: 'changed' | 'added' | 'renamed' | 'kept' | 'ignored' | 'merged' | 'moved' | 'taken' | 'archived' | 'set-aside' | 'written';
  readonly from?: string;
  readonly to?: string;
  readonly why: string;
}

export type MigratedFile =
  | { readonly kind: 'write'; readonly path: string; readonly text: string }
  | { readonly kind: 'remove'; readonly path: string };

/** A folder with `images/` and `base-images/` that another program keeps. It is only read. */
export interface ForeignState {
  /** Path in the repository; `.` is its root. */
  readonly folder: string;
  /** Paths below the folder. */
  readonly files: readonly StateText[];
}

export interface MigrationInput {
  /** Folder of images.yaml and state. */
  readonly dir: string;
  /** Enrollment files that are in their place: images.yaml, and those of images.d. */
  readonly enrollment: readonly EnrollmentText[];
  /** CascadeGuard's images.yaml, at the root of the repository; looked at only when there is no images.yaml in its place. */
  readonly foreignEnrollment?: EnrollmentText;
  /** `.cascadeguard.yaml` */
  readonly settings?: EnrollmentText;
  /** Files of `state/`, by their paths below it. */
  readonly state: readonly StateText[];
  readonly foreignState: readonly ForeignState[];
  /** `state/_archive/migration.yaml`: which files of other programs were taken over already. */
  readonly ledger?: string;
  readonly now: Date;
}
