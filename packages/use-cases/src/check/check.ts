import type { RepoPath } from '@image-factory/core/enrollment';
import { sizeOfRadius } from '@image-factory/core/graph';
import { credentialFor, type Home } from '../credentials.ts';
import { layoutOf } from '../layout.ts';
import type { Clock, Log } from '../ports.ts';
import { findAffected, type Effect } from './affected.ts';
import { buildPaths } from './context.ts';
import { documentsOf, type Documents } from './documents.ts';
import { compareObjects, compareState } from './entities.ts';
import { findGrants } from './grants.ts';
import { findPending } from './pending.ts';
import { markOld } from './problems.ts';
import type { CheckReport, EntityChange, NeededCredential, Subject } from './report.ts';
import { planSide, type Side, type SidePlan } from './side.ts';
import { findSuggestions } from './suggestions.ts';

/** The folder that a report need not name. */
const usualDir = 'image-factory';

export interface CheckInputs {
  /** Folder of images.yaml and state. */
  readonly dir: RepoPath;
  readonly subject: Subject;
}

export interface CheckDeps {
  readonly base: Side;
  readonly head: Side;
  /** Paths in which the two differ. */
  readonly paths: readonly string[];
  readonly home: Home;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Tells what a change would do before it is made (SPEC section 11): what is wrong, what would be different in state and
 * manifests, what would be rebuilt in which order, and who may start what that could not before. Writes nothing.
 */
export async function check({ dir, subject }: CheckInputs, { base, head, paths, home, clock, log }: CheckDeps): Promise<CheckReport> {
  // One time for both, or times would differ.
  const now = clock.now();
  const deps = { clock: { now: () => now }, log };
  const before = await log.phase('Base', () => planSide(dir, base, deps));
  const after = await log.phase('Head', () => planSide(dir, head, deps));
  const managed = after.plan.model?.managed ?? [];
  const files = { paths: buildPaths(paths, dir, after.plan.loaded.config), tree: head.tree, home };
  const images = before.plan.loaded.enrollment?.images ?? new Map();
  const effect = await log.phase('Find what is affected', () =>
    findAffected({ images, sources: base.sources }, { managed, sources: head.sources, files }),
  );
  const suggestions = await findSuggestions(
    { enrollment: before.plan.loaded.enrollment, sources: base.sources },
    { enrollment: after.plan.loaded.enrollment, sources: head.sources },
    managed.map(({ image }) => image),
    files,
  );
  const incomparable = unplanned(before) ? 'base' : unplanned(after) ? 'head' : undefined;
  const { factory: file } = layoutOf(dir);
  const standing = documentsOf(before.manifests);
  const pending = await pendingOf(before, standing, base);
  return {
    version: 1,
    subject: { ...subject, ...(dir === usualDir ? {} : { dir }) },
    ...(incomparable === undefined ? {} : { incomparable }),
    ...markOld(before.problems, [...after.problems, ...suggestions]),
    changes: incomparable === undefined ? entityChanges(before, standing, after) : [],
    ...(pending.length === 0 ? {} : { pending }),
    affected: effect.affected,
    size: sizeOfRadius(effect.affected.length),
    blocked: effect.blocked,
    grants: findGrants({ ...rightsIn(before), file }, { ...rightsIn(after), file }),
    credentials: neededCredentials(after, home),
    matrix: effect.matrix,
    emptyReason: emptyReason(effect, after),
  };
}

/** Where the checkout does not say which repository it is, factory.yaml does. */
function neededCredentials({ plan: { loaded, model } }: SidePlan, home: Home): NeededCredential[] {
  const { config } = loaded;
  const known = home.slug !== undefined || config?.repository === undefined ? home : { slug: config.repository, host: config.host };
  return (model?.managed ?? []).flatMap(({ image }) => {
    const needs = credentialFor(image, known);
    return needs === 'none' || needs === 'own' ? [] : [{ image: image.name, needs }];
  });
}

/** Whether a side enrolls images and could not be planned: its factory.yaml is unusable. */
function unplanned({ plan: { loaded, model } }: SidePlan): boolean {
  return loaded.enrollment !== undefined && model === undefined;
}

function entityChanges(before: SidePlan, standing: Documents, after: SidePlan): EntityChange[] {
  return [...compareState(before.plan.state, after.plan.state), ...compareObjects(standing, documentsOf(after.manifests))];
}

async function pendingOf({ plan: { model }, manifests }: SidePlan, documents: Documents, { tree }: Side): Promise<EntityChange[]> {
  return model === undefined ? [] : findPending(manifests, documents, tree, model.config);
}

function rightsIn({ plan: { loaded } }: SidePlan): Pick<Parameters<typeof findGrants>[0], 'enrollment' | 'config'> {
  return { enrollment: loaded.enrollment, config: loaded.config };
}

function emptyReason({ matrix, blocked }: Effect, { plan: { loaded, model } }: SidePlan): string {
  if (matrix.length > 0) return '';
  if (blocked.length > 0) return `The affected images are built from each other, so there is no order for them: ${blocked.join(', ')}.`;
  if (loaded.enrollment === undefined) return `There is no usable ${loaded.layout.images}: no image is enrolled.`;
  if (model === undefined) return `${loaded.layout.factory} can not be used, so nothing could be planned.`;
  if (model.managed.length === 0) return 'No image is enrolled that is built; those that are only watched have no build.';
  return 'Nothing that an enrolled image is built from changed.';
}

/** Whether a merge would make any difference that the factory knows of. */
export function isEventful({ changes, affected, grants, incomparable }: CheckReport): boolean {
  return incomparable !== undefined || changes.length + affected.length + grants.length > 0;
}
