import type { Enrollment, RepoPath } from '@image-factory/core/enrollment';
import { copySnapshot, placeOfField, type StateSnapshot } from '@image-factory/core/state';
import { pathIn, type Layout } from '../layout.ts';
import type { FileChange } from '../ports.ts';
import type { Finding } from './finding.ts';

/** A file beside the state files: something that a writer left, or that was set aside. */
export interface OtherFile {
  readonly path: RepoPath;
  readonly modifiedAt: Date;
  /** For a file that was set aside: whether git holds it as it is. */
  readonly committed?: boolean;
}

/** What the checks look at, and what they come to so far. */
export interface Draft {
  readonly layout: Layout;
  /** Absent when there is no images.yaml. */
  readonly enrollment?: Enrollment;
  /** By path below the state folder, as read. */
  readonly texts: ReadonlyMap<string, string>;
  readonly others: readonly OtherFile[];
  readonly now: Date;
  /** As the repairs leave it. */
  readonly after: ReturnType<typeof copySnapshot>;
  readonly findings: Finding[];
  /** Files that are not states: what was set aside, what goes. */
  readonly changes: FileChange[];
}

export function openDraft(input: Omit<Draft, 'after' | 'findings' | 'changes'>, state: StateSnapshot): Draft {
  return { ...input, after: copySnapshot(state), findings: [], changes: [] };
}

/** The whole path of a file below the state folder. */
export function fileAt({ layout }: Draft, path: string): RepoPath {
  return pathIn(layout.state, path);
}

/** The line of a field, as far as it has one. */
export function lineOf({ texts }: Draft, path: string, field: string | undefined): { readonly line?: number } {
  const text = texts.get(path);
  if (text === undefined || field === undefined) return {};
  const line = placeOfField(path, text, field).range?.start.line;
  return line === undefined ? {} : { line };
}
