import { parseRepoPath, type Hold, type ManagedImage } from '@image-factory/core/enrollment';
import { error, hasErrors, type Problem } from '@image-factory/core/problem';
import { renderState, statePath } from '@image-factory/core/state';
import { fail, formatTime, ok, type Result } from '@image-factory/core/text';
import type { Target } from '../commit/index.ts';
import { pathIn } from '../layout.ts';
import { loadFactory, type Loaded } from '../load.ts';
import type { FileChange } from '../ports.ts';
import { unknownImage } from '../rebuild/unknown-image.ts';
import { emptyReport, type RunReport } from '../report.ts';
import { withManifests } from '../with-manifests.ts';
import { write } from '../write.ts';
import { findTarget, type TargetBuild } from './find-target.ts';
import { holdEntry, isHeld } from './hold-entry.ts';
import { planTags, type PlannedTag } from './plan-tags.ts';
import type { RollbackRegistry } from './ports.ts';
import { alreadyThere, buildRunning, cannotHold, shortOf } from './problems.ts';
import { republished, runUnderWay, withdrawn } from './record-rollback.ts';
import type { RollbackDeps, RollbackInputs } from './rollback.ts';

/** What is going to be done. */
export interface RollbackPlan {
  readonly image: ManagedImage;
  readonly to: Omit<TargetBuild, 'warnings'>;
  readonly tags: readonly PlannedTag[];
  readonly hold: Hold;
  readonly changes: readonly FileChange[];
  readonly registry: RollbackRegistry;
}

export interface Recorded {
  /** Undefined when it is refused. */
  readonly plan?: RollbackPlan;
  readonly problems: readonly Problem[];
  readonly report: RunReport;
}

/** Finds out what is to be done, and writes down that it is: the hold, what is published from now on, and that no rebuild is asked for. */
export async function recordStep(inputs: RollbackInputs, target: Target, deps: RollbackDeps): Promise<Recorded> {
  const { dir, dryRun } = inputs;
  const loaded = await loadFactory(dir, target);
  const found = imageIn(loaded, inputs.image);
  if (!found.ok) return refused(found.error);
  const { config } = loaded;
  if (config === undefined) return refused(loaded.problems);
  const registry = await deps.registries(config.registries);
  const planned = await deps.log.phase('Ask the registry', () => planFor(inputs, found.value, loaded, target, registry, deps.clock.now()));
  if (!planned.ok) return refused([planned.error]);
  const { plan, warnings } = planned.value;
  const report = await withManifests({ dir, dryRun }, target, deps.log, async (tree) => ({
    changed: plan.changes.length > 0,
    problems: [...warnings, ...(dryRun ? [] : await write(plan.changes, messageOf(plan), tree, deps.log))],
  }));
  return { plan, problems: warnings, report: { ...report, dryRun } };
}

function refused(problems: readonly Problem[]): Recorded {
  return { problems, report: emptyReport(problems) };
}

function imageIn({ enrollment, problems }: Loaded, name: string): Result<ManagedImage, readonly Problem[]> {
  if (enrollment === undefined) return fail(problems);
  const images = [...enrollment.images.values()];
  const image = images.find((one) => one.name === name);
  if (image?.kind === 'managed') return ok(image);
  const own = problems.filter((problem) => problem.image === name && hasErrors([problem]));
  if (own.length > 0) return fail(own);
  if (image !== undefined)
    return fail([
      error('rollback/not-built-here', `${image.name} is only watched: its tags are not ours to move.`, { image: name, source: image.at }),
    ]);
  const names = images.flatMap((one) => (one.kind === 'managed' ? [one.name] : []));
  return fail([unknownImage(name, names)]);
}

interface Planned {
  readonly plan: RollbackPlan;
  readonly warnings: readonly Problem[];
}

async function planFor(
  inputs: RollbackInputs,
  image: ManagedImage,
  loaded: Loaded,
  target: Target,
  registry: RollbackRegistry,
  now: Date,
): Promise<Result<Planned, Problem>> {
  const found = await findTarget(image, inputs.to, registry);
  if (!found.ok) return found;
  const { warnings, ...to } = found.value;
  const tags = await planTags(image, found.value, inputs.tags, registry);
  if (!tags.ok) return tags;
  if (tags.value.every(({ isThere }) => isThere) && !isHeld(image, now)) return fail(alreadyThere(image, to.digest));
  const held = await holdChange(inputs, image, loaded, target, now);
  if (!held.ok) return held;
  const own = loaded.state.images.get(image.name);
  const isPublished = tags.value.some(({ tag }) => tag === image.publishedTag);
  const next = own && (isPublished ? republished(withdrawn(own), found.value, now) : withdrawn(own));
  const place = { shelf: 'images', stem: image.name } as const;
  const state: FileChange[] =
    next === undefined || next === own
      ? []
      : [{ kind: 'write', path: pathIn(loaded.layout.state, statePath(place)), text: renderState(place, next) }];
  const run = own && runUnderWay(own);
  const hold = image.hold !== undefined && isHeld(image, now) ? image.hold : inputs.hold;
  return ok({
    plan: { image, to, tags: tags.value, hold, changes: [...held.value, ...state], registry },
    warnings: [...warnings, ...(run === undefined ? [] : [buildRunning(image, run)])],
  });
}

/** The change of images.yaml; none when the image is held already, for whatever reason. */
async function holdChange(
  { branch, hold }: RollbackInputs,
  image: ManagedImage,
  { config }: Loaded,
  { sources }: Target,
  now: Date,
): Promise<Result<readonly FileChange[], Problem>> {
  if (isHeld(image, now)) return ok([]);
  const stateBranch = config?.commit.stateBranch;
  if (stateBranch !== undefined && stateBranch !== branch)
    return fail(
      cannotHold(
        image,
        `state is kept on the branch ${stateBranch}, and images.yaml on ${branch}`,
        `Commit a \`hold\` with the reason to ${branch} first; then run the command again.`,
      ),
    );
  const path = parseRepoPath(image.at.file);
  const read = path.ok ? await sources.read(path.value, largest) : undefined;
  if (!path.ok || read?.kind !== 'file') return fail(cannotHold(image, 'its file can not be read', 'Give it a `hold` by hand.'));
  const edited = holdEntry({ path: path.value, text: read.text }, image, hold);
  return edited.ok ? ok([{ kind: 'write', path: path.value, text: edited.value }]) : edited;
}

const largest = 8 * 1024 * 1024 + 1;

function messageOf({ image, to, tags, hold }: RollbackPlan): string {
  const name = to.version ?? to.key ?? shortOf(to.digest);
  const moves = tags.map(
    ({ tag, from, isThere }) => `- ${tag}: ${isThere ? 'is there already' : from === undefined ? 'is new' : `comes from ${shortOf(from)}`}`,
  );
  const until = hold.until === undefined ? 'until somebody takes the hold away' : `until ${formatTime(hold.until)}`;
  return `${[`Roll ${image.name} back to ${name}`, '', `To ${to.digest}, ${until}: ${hold.reason.replaceAll(/\s+/g, ' ')}`, '', ...moves].join('\n')}\n`;
}
