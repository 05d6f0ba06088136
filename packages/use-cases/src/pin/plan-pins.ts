import type { RepoPath } from '@image-factory/core/enrollment';
import { worstFirst, type Problem } from '@image-factory/core/problem';
import { formatTime } from '@image-factory/core/text';
import { loadFactory } from '../load.ts';
import type { OpenRegistries } from '../observe/index.ts';
import type { Reports } from '../rebuild/overrides-read.ts';
import type { Registries } from '../rebuild/ports.ts';
import type { Clock, Log, Sources } from '../ports.ts';
import { unknownImage } from '../rebuild/unknown-image.ts';
import { planGroup } from './groups.ts';
import { lookAtPins } from './look.ts';
import { openFactory, type FactoryDeps } from './open-factory.ts';
import type { PinHome } from './places.ts';
import { notProposed, unsafe } from './problems.ts';
import { toPlannedPins, type PlannedPin } from './report.ts';

export interface PlanPinsInputs {
  /** Folder of images.yaml and state. */
  readonly dir: RepoPath;
  /** Names of enrolled images; all when undefined. */
  readonly only?: readonly string[];
  readonly home: PinHome;
  /** What scanners and advisories say: an urgent vulnerability does not wait for the delay. */
  readonly reports?: Reports;
}

export interface PlanPinsDeps extends FactoryDeps {
  readonly sources: Sources;
  readonly clock: Clock;
  /** Asked where state alone does not tell how a pin stands; without it that is unknown. */
  readonly registries?: OpenRegistries<Registries>;
  readonly log: Log;
}

export interface PinPlan {
  /** The time that was decided at. */
  readonly at: string;
  readonly pins: readonly PlannedPin[];
  readonly problems: readonly Problem[];
}

/** Says which pins would move now, to what, which wait, and why. Nothing is written. */
export async function planPins({ dir, only, home, reports }: PlanPinsInputs, deps: PlanPinsDeps): Promise<PinPlan> {
  const { sources, log, clock } = deps;
  const now = clock.now();
  const factory = await openFactory(dir, home.branch, deps);
  if (factory.kind !== 'open') {
    const problems = factory.kind === 'refused' ? factory.problems : [notProposed('', factory.why, 'Run it again.')];
    return { at: formatTime(now), pins: [], problems };
  }
  const { tree } = factory;
  const loaded = await loadFactory(dir, factory);
  const { config, enrollment } = loaded;
  const registries = config && (await deps.registries?.(config.registries));
  const looked = await lookAtPins(
    loaded,
    { now, home, ...(only && { only }), ...(reports && { reports }) },
    { tree, sources, registries, log },
  );
  const problems = [
    ...loaded.problems,
    ...(reports?.problems ?? []),
    ...(looked?.problems ?? []),
    ...unknownNames(only, [...(enrollment?.images.keys() ?? [])]),
  ];
  if (looked === undefined) return { at: formatTime(now), pins: [], problems: worstFirst(problems) };
  const steps = await Promise.all(looked.groups.map(async (group) => ({ group, step: await planGroup(group, looked.read) })));
  const refused = steps.flatMap(({ group, step }) => (step.kind === 'unsafe' ? [unsafe(group, step.why, home)] : []));
  return {
    at: formatTime(now),
    pins: looked.groups.flatMap((group) => toPlannedPins(group, home)),
    problems: worstFirst([...problems, ...refused]),
  };
}

export function unknownNames(only: readonly string[] | undefined, names: readonly string[]): Problem[] {
  return [...new Set(only ?? [])].flatMap((name) => (names.includes(name) ? [] : [unknownImage(name, names)]));
}
