import type { BranchName, Hold, ManagedImage, RepoPath } from '@image-factory/core/enrollment';
import { hasErrors, worstFirst, type Problem } from '@image-factory/core/problem';
import type { Digest, Tag } from '@image-factory/core/reference';
import { commitRun, type CommitRunDeps } from '../commit/index.ts';
import type { OpenRegistries } from '../observe/index.ts';
import type { Clock } from '../ports.ts';
import { moveTags, type TagOutcome } from './move-tags.ts';
import type { RollbackRegistry } from './ports.ts';
import { recordStep, type Recorded } from './record-step.ts';

export interface RollbackInputs {
  readonly dir: RepoPath;
  /** The branch that holds images.yaml. */
  readonly branch: BranchName;
  /** As it was given. */
  readonly image: string;
  /** A version, a rebuild key, a tag that does not move, or a digest. */
  readonly to: string;
  readonly hold: Hold;
  /** Names of the tags that go back; default: all that move. */
  readonly tags?: readonly string[];
  readonly dryRun: boolean;
}

export interface RollbackDeps extends CommitRunDeps {
  readonly clock: Clock;
  readonly registries: OpenRegistries<RollbackRegistry>;
}

export interface RollbackReport {
  readonly dryRun: boolean;
  /** Whether anything was changed, or would be. */
  readonly changed: boolean;
  readonly image: string;
  /** `unfinished`: it is held, and not all of its tags have arrived; the same command goes on from there. */
  readonly outcome: 'refused' | 'planned' | 'done' | 'nothing-to-do' | 'unfinished';
  readonly to?: { readonly digest: Digest; readonly version?: Tag; readonly key?: string };
  readonly tags: readonly TagOutcome[];
  /** The hold that stands from now on. */
  readonly hold?: ManagedImage['hold'];
  readonly commit?: string;
  readonly problems: readonly Problem[];
}

/**
 * Goes back to an image that was published before (SPEC section 11): holds it and records what is published in one commit, and
 * then moves the tags. It is held first, so that nothing moves them forward again; whoever is killed in between runs the same
 * command again, which goes on from there. The published tag moves last: once it has, all have.
 */
export async function rollback(inputs: RollbackInputs, deps: RollbackDeps): Promise<RollbackReport> {
  const { dryRun, image } = inputs;
  let last: Recorded | undefined;
  const committed = await commitRun(inputs, deps, async (target) => {
    last = await recordStep(inputs, target, deps);
    return last.report;
  });
  const commit = committed.commit === undefined ? {} : { commit: committed.commit };
  const refused = { dryRun, changed: false, image, outcome: 'refused', tags: [], ...commit } as const;
  // What could not be written down is not done.
  if (last === undefined || committed.report !== last.report) return { ...refused, problems: committed.report.problems };
  const { plan, problems } = last;
  if (plan === undefined) return { ...refused, problems };
  const { to, hold, changes } = plan;
  const said = { dryRun, image, to, hold, ...commit };
  const isMoving = plan.tags.some(({ isThere }) => !isThere);
  if (dryRun || !isMoving) {
    const changed = isMoving || changes.length > 0;
    const tags = plan.tags.map(({ isThere, ...tag }): TagOutcome => ({ ...tag, outcome: isThere ? 'there' : 'planned' }));
    return { ...said, changed, outcome: changed ? (dryRun ? 'planned' : 'done') : 'nothing-to-do', tags, problems };
  }
  const moved = await deps.log.phase('Move tags', () => moveTags(plan, plan.registry));
  const all = worstFirst([...problems, ...moved.problems]);
  return { ...said, changed: true, outcome: hasErrors(moved.problems) ? 'unfinished' : 'done', tags: moved.tags, problems: all };
}
