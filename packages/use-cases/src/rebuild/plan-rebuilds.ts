import { decideAll, predictCascade, type BaseFreshness, type Decided, type Wish } from '@image-factory/core/decide';
import type { RepoPath } from '@image-factory/core/enrollment';
import { buildModel, cycleProblems } from '@image-factory/core/graph';
import { worstFirst, type Problem } from '@image-factory/core/problem';
import { readRebuild } from '@image-factory/core/rebuild';
import { formatTime } from '@image-factory/core/text';
import { loadFactory, type LoadDeps, type Loaded } from '../load.ts';
import type { OpenRegistries } from '../observe/index.ts';
import type { Clock } from '../ports.ts';
import { heldFailureOf, type HeldFailure } from './notices-failure.ts';
import type { Reports } from './overrides-read.ts';
import { overridesFrom } from './overrides.ts';
import type { ImageContents } from './ports.ts';
import { unknownImage } from './unknown-image.ts';
import { knownWishes } from './wishes.ts';

export interface PlanInputs {
  /** Folder of images.yaml and state. */
  readonly dir: RepoPath;
  /** Names of enrolled images; all when undefined. */
  readonly only?: readonly string[];
  /** What scanners and advisories say. */
  readonly reports?: Reports;
  /** Rebuilds that a person would ask for, by the name that was given. */
  readonly wishes?: ReadonlyMap<string, Wish>;
}

export interface PlanDeps extends LoadDeps {
  readonly clock: Clock;
  /** Asked for the layers of base images when there are reports, and for nothing else. */
  readonly contents?: OpenRegistries<Pick<ImageContents, 'config'>>;
}

/** A base of an image, and how the published image stands to it. */
export interface PlannedBase {
  readonly name: string;
  readonly reference: string;
  readonly kind: BaseFreshness['kind'];
  readonly freshness: BaseFreshness['freshness']['kind'];
  /** When the oldest change was first seen. */
  readonly since?: string;
  readonly moves?: readonly { readonly platform: string; readonly from: string; readonly to: string }[];
  /** Why nobody knows: a clause. */
  readonly why?: string;
  /** The last look-ups failed since then. */
  readonly failingSince?: string;
}

/** What is to happen with an image, and why. Times are UTC, as in state files. */
export interface PlannedImage {
  readonly name: string;
  readonly decision: Decided['decision']['kind'];
  /** A sentence. */
  readonly why: string;
  readonly cause?: string;
  readonly key?: string;
  /** Until when it waits, or is held. */
  readonly until?: string;
  /** From when on it may be rebuilt by itself. */
  readonly eligibleAt?: string;
  readonly bases: readonly PlannedBase[];
  /** What came of earlier attempts and holds it until a person acts. */
  readonly failure?: HeldFailure;
}

export interface RebuildPlan {
  /** The time that was decided at. */
  readonly at: string;
  /** Parents before children. */
  readonly images: readonly PlannedImage[];
  /** What follows what is due or waits for its time, level by level. */
  readonly cascade: readonly { readonly image: string; readonly level: number; readonly via: string; readonly after?: string }[];
  readonly problems: readonly Problem[];
}

/** Says what would be rebuilt now, what waits, what is held and what nobody knows, and why. Nothing is written. */
export async function planRebuilds(inputs: PlanInputs, deps: PlanDeps): Promise<RebuildPlan> {
  return planLoaded(await loadFactory(inputs.dir, deps), inputs, deps);
}

/** The same, of what was loaded already. */
export async function planLoaded(
  { enrollment, config, state, problems }: Loaded,
  inputs: Omit<PlanInputs, 'dir'>,
  deps: Pick<PlanDeps, 'clock' | 'contents'>,
): Promise<RebuildPlan> {
  const now = deps.clock.now();
  const at = formatTime(now);
  if (enrollment === undefined || config === undefined) return { at, images: [], cascade: [], problems: worstFirst(problems) };
  const model = buildModel(enrollment, state, config);
  const { only, reports } = inputs;
  const registries = reports === undefined ? undefined : await deps.contents?.(config.registries);
  const urgent = reports && (await overridesFrom(reports, { model: model.value, state, now }, registries));
  const names = model.value.managed.map(({ image }) => image.name);
  const wishes = inputs.wishes ?? new Map<string, Wish>();
  const known = knownWishes(wishes, names).value;
  const decided = decideAll({ model: model.value, state, now, wishes: known, ...(urgent && { overrides: urgent.overrides }) });
  const unknown = [...new Set([...(only ?? []), ...wishes.keys()])].flatMap((name) =>
    names.some((one) => one === name) ? [] : [unknownImage(name, names)],
  );
  const chosen = decided.filter(({ image }) => only === undefined || only.includes(image.name));
  return {
    at,
    images: chosen.map((one) => withFailure(one, state, now)),
    cascade: predictCascade(model.value, chosen, now).map(({ after, ...rest }) => ({
      ...rest,
      ...(after && { after: formatTime(after) }),
    })),
    problems: worstFirst([...problems, ...model.problems, ...cycleProblems(model.value.managed), ...(urgent?.problems ?? []), ...unknown]),
  };
}

function withFailure(decided: Decided, state: Loaded['state'], now: Date): PlannedImage {
  const failure = heldFailureOf(decided, readRebuild(state.images.get(decided.image.name) ?? new Map()), now);
  return { ...toPlanned(decided), ...(failure && { failure }) };
}

/** A decision as programs read it. */
export function toPlanned({ image, decision, eligibleAt, bases }: Decided): PlannedImage {
  const until = 'until' in decision ? decision.until : undefined;
  return {
    name: image.name,
    decision: decision.kind,
    why: decision.why,
    ...(decision.kind === 'rebuild' ? { cause: decision.due.cause, key: decision.due.key } : {}),
    ...(until && { until: formatTime(until) }),
    ...(eligibleAt && { eligibleAt: formatTime(eligibleAt) }),
    bases: bases.map(toPlannedBase),
  };
}

function toPlannedBase({ name, reference, kind, freshness, failingSince }: BaseFreshness): PlannedBase {
  const since = failingSince && { failingSince: formatTime(failingSince) };
  const base = { name, reference, kind, freshness: freshness.kind, ...since };
  if (freshness.kind === 'changed') return { ...base, since: formatTime(freshness.since), moves: freshness.moves };
  return freshness.kind === 'unknown' ? { ...base, why: freshness.why } : base;
}
