import type { RepoPath } from '@image-factory/core/enrollment';
import type { Problem } from '@image-factory/core/problem';
import { renderState, statePath, type StateSnapshot } from '@image-factory/core/state';
import type { FileChange } from '../ports.ts';
import type { Recovery } from '../recover.ts';
import { checkArchive, checkBuiltFrom } from './check-archive.ts';
import { checkDamage, checkUnderstood } from './check-damage.ts';
import { checkDerived } from './check-derived.ts';
import { checkFormat } from './check-format.ts';
import { checkOthers } from './check-others.ts';
import { fileAt, openDraft, type Draft } from './draft.ts';
import type { Finding } from './finding.ts';

export interface FsckInput extends Omit<Draft, 'after' | 'findings' | 'changes'> {
  readonly recovery: Recovery;
  /** About files that are left alone whatever is wrong with them. */
  readonly leftAlone: readonly Problem[];
}

export interface FsckPlan {
  readonly findings: readonly Finding[];
  /** What repairs everything that can be derived. */
  readonly changes: readonly FileChange[];
}

/**
 * Everything that is not as it should be in a state folder, and the changes that put right what can be derived from the
 * rest: a pure function. Nothing that is known in one place alone is ever changed or removed.
 */
export function planFsck({ recovery, leftAlone, ...input }: FsckInput): FsckPlan {
  const draft = openDraft(input, recovery.snapshot);
  checkUnderstood(draft, leftAlone);
  checkDamage(draft, recovery);
  checkDerived(draft);
  checkArchive(draft);
  checkBuiltFrom(draft);
  const reformatted = checkFormat(draft, recovery.snapshot, new Set(recovery.recovered.map(({ file }) => file.path)));
  checkOthers(draft);
  const changes = [...draft.changes, ...stateChanges(draft, recovery.snapshot, new Set(reformatted))];
  return {
    findings: draft.findings.toSorted((a, b) => compare(a.path, b.path) || (a.line ?? 0) - (b.line ?? 0)),
    changes: [...new Map(changes.map((change) => [change.path, change])).values()],
  };
}

function stateChanges(draft: Draft, before: StateSnapshot, reformatted: ReadonlySet<string>): FileChange[] {
  const { after, texts } = draft;
  const changes: FileChange[] = [];
  const kept = new Set<string>(after.blocked);
  for (const shelf of ['images', 'bases', 'archivedImages', 'archivedBases'] as const) {
    for (const [stem, state] of after[shelf]) {
      const path = statePath({ shelf, stem });
      kept.add(path);
      if (state === before[shelf].get(stem) && !reformatted.has(path)) continue;
      const text = renderState({ shelf, stem }, state);
      if (text !== texts.get(path)) changes.push({ kind: 'write', path: fileAt(draft, path), text });
    }
  }
  for (const path of texts.keys()) if (!kept.has(path)) changes.push({ kind: 'remove', path: fileAt(draft, path) });
  return changes;
}

function compare(a: RepoPath, b: RepoPath): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
