import { worstFirst, type Problem } from '@image-factory/core/problem';
import type { StateChange } from '@image-factory/core/state';
import type { RunDiff } from './diff/run-diff.ts';
import type { FileChange } from './ports.ts';
import type { RunMatrix } from './run-matrix.ts';

/** What an enrolled image came to in a run. */
export interface ImageReport {
  readonly name: string;
  readonly kind: 'managed' | 'external';
  /** `discoveryStatus` of its state, or `disabled`. */
  readonly status: string;
  /** What it is built from, as people write it; with the use where that is not the base of the final stage. */
  readonly builtFrom: readonly { readonly image: string; readonly use: string }[];
}

/** A file that a run wrote, or would have written. */
export interface FileReport {
  readonly path: string;
  readonly change: 'added' | 'changed' | 'removed';
}

export interface RunReport {
  readonly dryRun: boolean;
  /** Whether anything differs from what the tree held before. */
  readonly changed: boolean;
  readonly images: readonly ImageReport[];
  readonly changes: readonly StateChange[];
  readonly files: readonly FileReport[];
  readonly watches: readonly WatchReport[];
  /** Kubernetes objects by kind, when manifests were made. */
  readonly objects: readonly { readonly kind: string; readonly count: number }[];
  /** What has to be built because its definition changed; a synthesis alone does not look. */
  readonly builds?: RunMatrix;
  /** What the files would become; in a dry run. */
  readonly diff?: RunDiff;
  readonly problems: readonly Problem[];
  /** False when there is no images.yaml at all. */
  readonly enrolled: boolean;
}

/** What a Warehouse looks at. */
export interface WatchReport {
  readonly name: string;
  readonly kind: 'managed' | 'external' | 'base';
  readonly image: string;
  readonly tags: string;
  readonly dependents: readonly string[];
}

/** A change together with whether its file was there before. */
export interface PlannedFile {
  readonly change: FileChange;
  readonly existed: boolean;
}

/** A run that did not get to its work. */
export function emptyReport(problems: readonly Problem[], dryRun = false, enrolled = true): RunReport {
  return { dryRun, changed: false, images: [], changes: [], files: [], watches: [], objects: [], problems: worstFirst(problems), enrolled };
}

export function fileReports(files: readonly PlannedFile[]): FileReport[] {
  return files.map(({ change, existed }) => ({
    path: change.path,
    change: change.kind === 'remove' ? 'removed' : existed ? 'changed' : 'added',
  }));
}

export function withProblems(report: RunReport, problems: readonly Problem[]): RunReport {
  return problems.length === 0 ? report : { ...report, problems: worstFirst([...report.problems, ...problems]) };
}
