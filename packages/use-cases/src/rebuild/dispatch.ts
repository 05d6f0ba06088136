import type { Wish } from '@image-factory/core/decide';
import type { ImageName } from '@image-factory/core/enrollment';
import { buildModel } from '@image-factory/core/graph';
import { error, hasErrors, worstFirst, type Problem } from '@image-factory/core/problem';
import { readRebuild, recordScan, writeRebuild, type RebuildScan } from '@image-factory/core/rebuild';
import { mergeState, renderState, statePath, type StateSnapshot } from '@image-factory/core/state';
import type { YamlMap } from '@image-factory/core/yaml';
import { commitRun, type Target } from '../commit/index.ts';
import { pathIn, type Layout } from '../layout.ts';
import { loadFactory } from '../load.ts';
import type { FileChange } from '../ports.ts';
import { noClock } from '../relay/claim-step.ts';
import { relay, type RelayDeps, type RelayInputs, type RelayReport, type StartedRuns } from '../relay/index.ts';
import { emptyReport, type RunReport } from '../report.ts';
import { withManifests } from '../with-manifests.ts';
import { write } from '../write.ts';
import { followBuilds, type FollowedImage } from './follow-builds.ts';
import { toPlanned, type PlannedImage } from './plan-rebuilds.ts';
import type { OpenRegistries } from '../observe/index.ts';
import type { Reports } from './overrides-read.ts';
import { overridesFrom } from './overrides.ts';
import type { Registries } from './ports.ts';
import { requestDue, type Requested } from './request-step.ts';
import { stopped } from '../stop-file.ts';
import { knownWishes } from './wishes.ts';

export interface DispatchInputs extends RelayInputs {
  /** What scanners and advisories say; it is judged by the state that is decided on, each time that the run is made again. */
  readonly reports?: Reports;
  /** Rebuilds that a person asks for, by the name that was given. */
  readonly wishes?: ReadonlyMap<string, Wish>;
}

export interface DispatchDeps extends RelayDeps {
  readonly runs: RelayDeps['runs'] & StartedRuns;
  /** Opened once: a run that is made again asks the same one. */
  readonly registries: OpenRegistries<Registries>;
}

export interface DispatchReport extends RelayReport {
  /** What became of earlier builds. */
  readonly followed: readonly FollowedImage[];
  /** What is asked for now. */
  readonly asked: Requested['asked'];
  /** All images, as they were decided about. */
  readonly images: readonly PlannedImage[];
}

interface Decided extends Requested {
  readonly followed: readonly FollowedImage[];
  /** Whether what is asked for in state may be started: not when somebody stopped it, or nothing could be decided. */
  readonly mayStart: boolean;
  readonly report: RunReport;
}

/**
 * Looks after the builds that were started, decides what is due, writes down what is asked for, and starts it (SPEC sections
 * 7 and 8). What it means to do is committed before it does it: it may be run twice, by two at once, and ended at any point.
 */
export async function dispatch(inputs: DispatchInputs, deps: DispatchDeps): Promise<DispatchReport> {
  let last: Decided | undefined;
  const decided = await commitRun(inputs, deps, async (target) => {
    last = await decideStep(inputs, target, deps);
    return last.report;
  });
  const commits = decided.commit === undefined ? [] : [decided.commit];
  const isCertain = last !== undefined && decided.report === last.report;
  const said = {
    followed: isCertain ? (last?.followed ?? []) : [],
    asked: isCertain ? (last?.asked ?? []) : [],
    images: last?.decided.map(toPlanned) ?? [],
  };
  // What could not be written down is not done, and what is stopped neither.
  if (!isCertain || last?.mayStart !== true) return { ...said, relayed: [], capped: 0, commits, problems: decided.report.problems };
  const relayed = await relay(inputs, deps);
  return {
    ...relayed,
    ...said,
    commits: [...commits, ...relayed.commits],
    problems: worstFirst([...decided.report.problems, ...relayed.problems]),
  };
}

async function decideStep(inputs: DispatchInputs, target: Target, deps: DispatchDeps): Promise<Decided> {
  const { dir, ownBuild, reports } = inputs;
  const { log, clock } = deps;
  const nothing = { decided: [], states: new Map(), asked: [], refused: [], followed: [], mayStart: false };
  const now = await clock.now();
  if (now === undefined) return { ...nothing, report: emptyReport([noClock()]) };
  const loaded = await loadFactory(dir, target);
  const { enrollment, config, state } = loaded;
  if (enrollment === undefined || config === undefined) return { ...nothing, report: emptyReport(loaded.problems) };
  const stop = await stopped(dir, target.tree);
  const model = buildModel(enrollment, state, config).value;
  const registries = await deps.registries(config.registries);
  const followed = await log.phase('Look after builds', () =>
    followBuilds({ model, state, ownBuild, now }, { runs: deps.runs, registries }),
  );
  const after: StateSnapshot = { ...state, images: new Map([...state.images, ...followed.states]) };
  const urgent =
    reports && stop === undefined
      ? await overridesFrom(
          reports,
          { model, state: after, now, lookUp: (reference, known) => registries.lookUp(reference, known) },
          registries,
        )
      : undefined;
  const scanned = scannedStates(after, urgent?.scans ?? new Map());
  const names = model.managed.map(({ image }) => image.name);
  const wishes = knownWishes(inputs.wishes ?? new Map(), names);
  const requested: Requested =
    stop === undefined
      ? requestDue({
          loaded,
          state: { ...after, images: new Map([...after.images, ...scanned]) },
          now,
          overrides: urgent?.overrides ?? new Map(),
          wishes: wishes.value,
        })
      : {
          decided: [],
          states: new Map(),
          asked: [],
          refused: [...wishes.value.keys()].map((image) => ({ image, why: 'All rebuilds are stopped.' })),
        };
  const states = new Map([...followed.states, ...scanned, ...requested.states]);
  const problems = [
    ...loaded.problems.filter((problem) => hasErrors([problem])),
    ...followed.problems,
    ...(urgent?.problems ?? reports?.problems ?? []),
    ...(stop === undefined ? [] : [stop]),
    ...wishes.problems,
    ...requested.refused.map(({ image, why }) => notAsked(image, why)),
  ];
  const report = await withManifests({ dir, dryRun: false }, target, log, async (tree) => {
    const changes = changesOf(states, state, loaded.layout);
    return {
      changed: changes.length > 0,
      problems: [...problems, ...(await write(changes, messageOf(followed.images, requested), tree, log))],
    };
  });
  return { ...requested, followed: followed.images, mayStart: stop === undefined, report };
}

/** The states that say what reports said of images that were rebuilt for vulnerabilities. */
function scannedStates({ images }: StateSnapshot, scans: ReadonlyMap<ImageName, RebuildScan>): ReadonlyMap<ImageName, YamlMap> {
  const states = new Map<ImageName, YamlMap>();
  for (const [name, scan] of scans) {
    const state = images.get(name);
    const rebuild = readRebuild(state ?? new Map());
    const next = recordScan(rebuild, scan);
    if (state !== undefined && next !== rebuild)
      states.set(name, mergeState('managed', state, 'dispatch', new Map([['rebuildState', writeRebuild(state, next)]])));
  }
  return states;
}

function changesOf(states: ReadonlyMap<ImageName, YamlMap>, before: StateSnapshot, layout: Layout): FileChange[] {
  return [...states]
    .filter(([name, state]) => state !== before.images.get(name))
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, state]) => {
      const place = { shelf: 'images', stem: name } as const;
      return { kind: 'write', path: pathIn(layout.state, statePath(place)), text: renderState(place, state) };
    });
}

const mostLines = 200;

function messageOf(followed: readonly FollowedImage[], { asked, states }: Requested): string {
  const lines = [...followed, ...asked].map(({ image, why }) => `- ${image}: ${why}`);
  const rest = lines.length > mostLines ? [`- and ${lines.length - mostLines} more`] : [];
  const subject =
    asked.length > 0
      ? `Request ${asked.length === 1 ? 'a rebuild' : `${asked.length} rebuilds`}`
      : followed.length > 0
        ? `Record ${followed.length === 1 ? 'a build' : `${followed.length} builds`}`
        : `Note how ${states.size === 1 ? 'an image stands' : `${states.size} images stand`}`;
  return `${[subject, ...(lines.length === 0 ? [] : ['']), ...lines.slice(0, mostLines), ...rest].join('\n')}\n`;
}

function notAsked(image: ImageName, why: string): Problem {
  return error('dispatch/not-asked', `${image} is not rebuilt: ${why}`, {
    image,
    hint: 'Use --emergency to go over a hold; a rebuild that is open has to end first.',
  });
}
