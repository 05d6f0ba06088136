import type { RepoPath } from '@image-factory/core/enrollment';
import { worstFirst, type Problem } from '@image-factory/core/problem';
import { quarantineFolder, readState } from '@image-factory/core/state';
import type { FsckDeps } from '../fsck/fsck.ts';
import { findOthers } from '../fsck/find-others.ts';
import { layoutOf, pathIn } from '../layout.ts';
import { loadEnrollment, readStateTexts } from '../load.ts';
import { fileReports, type FileReport } from '../report.ts';
import { write } from '../write.ts';
import { planCleanup, type CleanupItem } from './plan-cleanup.ts';

export interface CleanupInputs {
  /** Folder of images.yaml and state. */
  readonly dir: RepoPath;
  /** Milliseconds; without it nothing is removed, and everything is listed. */
  readonly olderThan?: number;
  readonly dryRun: boolean;
}

export interface CleanupReport {
  readonly dryRun: boolean;
  readonly changed: boolean;
  readonly items: readonly CleanupItem[];
  readonly files: readonly FileReport[];
  readonly problems: readonly Problem[];
}

/** Lists what is archived and set aside, and prunes what is older than a time and not needed any more (SPEC section 5). */
export async function cleanup({ dir, olderThan, dryRun }: CleanupInputs, deps: FsckDeps): Promise<CleanupReport> {
  const { tree, clock, log } = deps;
  const layout = layoutOf(dir);
  const { enrollment, texts, reading, others } = await log.phase('Read state', async () => {
    const state = await readStateTexts(layout, tree);
    return {
      enrollment: await loadEnrollment(layout, tree),
      texts: state,
      reading: readState(state.texts, layout.state, state.unreadable),
      others: await findOthers(dir, layout, deps),
    };
  });
  const { corrupt, snapshot } = reading;
  const aside = others.filter(({ path }) => path.startsWith(`${pathIn(layout.state, quarantineFolder)}/`) && path.endsWith('.txt'));
  const plan = planCleanup({
    layout,
    ...enrollment.value,
    state: snapshot,
    complete: corrupt.length === 0 && snapshot.blocked.size === 0,
    aside,
    ...(olderThan === undefined ? {} : { before: new Date(clock.now().getTime() - olderThan) }),
  });
  const refused = dryRun ? [] : await write(plan.changes, message(plan.items), tree, log);
  return {
    dryRun,
    changed: plan.changes.length > 0,
    items: plan.items,
    files: fileReports(plan.changes.map((change) => ({ change, existed: true }))),
    problems: worstFirst([
      ...enrollment.problems,
      ...texts.problems,
      ...reading.problems,
      ...corrupt.map(({ problem }) => problem),
      ...refused,
    ]),
  };
}

function message(items: readonly CleanupItem[]): string {
  const lines = items.flatMap(({ action, path, why }) => (action === 'keep' ? [] : [`- ${path}: ${action} (${why})`]));
  return `Clean up state files\n\n${lines.slice(0, 200).join('\n')}\n`;
}
