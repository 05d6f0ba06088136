import type { Problem } from '@image-factory/core/problem';
import { fail, ok, type Result } from '@image-factory/core/text';
import { emptyReport, withManifests, type FsckDeps, type RunReport, type StateJobReport } from '@image-factory/use-cases';
import type { Context } from '../context.ts';
import { runWhere, type CommitOptions } from './commit.ts';
import { openFolders } from './fsck/open-folders.ts';

export interface DoneJob<R> {
  readonly report: R;
  /** What was wrong, with the manifests too. */
  readonly problems: readonly Problem[];
  /** One line about the commit; empty when there is none. */
  readonly landed: string;
  readonly commit?: string;
}

/**
 * Does a job on the state in the work tree; or on the newest commit, with one commit on top of it that brings the manifests
 * along. Files of other kinds than state are then out of sight: commits do not tell when they were written.
 */
export async function runJob<R extends StateJobReport>(
  options: CommitOptions,
  isDry: boolean,
  context: Context,
  job: (deps: FsckDeps) => Promise<R>,
): Promise<Result<DoneJob<R>, readonly Problem[]>> {
  const { place, clock, log } = context;
  const done: { report?: R; run?: RunReport } = {};
  const ran = await runWhere(options, new Map(), context, async (target) => {
    if (options.commit) {
      done.run = await withManifests({ dir: place.dir, dryRun: isDry }, target, log, async (tree) => {
        done.report = await job({ tree, history: target.history, folders: { files: async () => [] }, clock, log });
        return done.report;
      });
    } else {
      done.report = await job({ ...target, folders: openFolders(place.root), clock, log });
      done.run = emptyReport(done.report.problems);
    }
    return done.run;
  });
  if (!ran.ok) return fail(ran.error);
  const { report: run, commit, pushes } = ran.value;
  // The last try did not land: what it says has not happened.
  if (done.report === undefined || run !== done.run) return fail(run.problems);
  const landed = commit === undefined ? '' : `\n${pushes ? 'Committed and pushed' : 'Committed'} as ${commit.slice(0, 12)}.\n`;
  return ok({ report: done.report, problems: run.problems, landed, ...(commit === undefined ? {} : { commit }) });
}
