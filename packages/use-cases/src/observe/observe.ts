import type { RepoPath } from '@image-factory/core/enrollment';
import { buildModel } from '@image-factory/core/graph';
import { heartbeatFile, nextHeartbeat, type BaseObserved } from '@image-factory/core/observe';
import { error, warning, worstFirst, type Problem } from '@image-factory/core/problem';
import { quarantineFolder } from '@image-factory/core/state';
import { show, suggest } from '@image-factory/core/text';
import type { YamlMap } from '@image-factory/core/yaml';
import { pathIn } from '../layout.ts';
import { loadFactory, type LoadDeps, type Loaded } from '../load.ts';
import type { Clock, Log, Tree } from '../ports.ts';
import { fileReports, type FileReport, type PlannedFile } from '../report.ts';
import { write } from '../write.ts';
import { lookUpAll } from './look-up-all.ts';
import { observeMessage } from './message.ts';
import type { OpenRegistries } from './ports.ts';
import { recordImage, type ObservedImage, type RecordedImage } from './record-look-up.ts';
import { subjectsOf, type Subject } from './subjects.ts';

export interface ObserveInputs {
  /** Folder of images.yaml and state. */
  readonly dir: RepoPath;
  /** Names of base and enrolled images; all that is watched when undefined. */
  readonly only?: readonly string[];
  /** A hint at what moved: only that is looked up. */
  readonly event?: BaseObserved;
  readonly dryRun: boolean;
}

export interface ObserveDeps extends LoadDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly registries: OpenRegistries;
}

export interface ObserveReport {
  readonly dryRun: boolean;
  readonly changed: boolean;
  readonly observed: readonly ObservedImage[];
  /** How many look-ups gave no good answer: a run that has any did not do what it was asked for. */
  readonly failed: number;
  readonly files: readonly FileReport[];
  readonly problems: readonly Problem[];
}

/**
 * Asks the registries what stands under every reference that is watched, and records what is new (SPEC sections 5 and 8). A
 * look-up that fails costs the others nothing and changes no digest. Running it again changes nothing unless a registry says
 * something else; once a day the heartbeat is written all the same.
 *
 * An event narrows what is asked and says nothing more: what is recorded comes from the registry. One that names something
 * unknown changes nothing.
 */
export async function observe(inputs: ObserveInputs, deps: ObserveDeps): Promise<ObserveReport> {
  const { dir, dryRun } = inputs;
  const loaded = await deps.log.phase('Read enrollment and state', () => loadFactory(dir, deps));
  const { enrollment, config, state } = loaded;
  if (enrollment === undefined || config === undefined) return emptyObservation(loaded.problems, dryRun);
  const model = buildModel(enrollment, state, config);
  const found = subjectsOf(model.value, state);
  const chosen = choose(found.value, inputs);
  const problems = [...loaded.problems, ...model.problems, ...(isWhole(inputs) ? found.problems : []), ...chosen.problems];
  if (chosen.problems.length > 0) return emptyObservation(problems, dryRun);
  const registry = await deps.registries(config.registries);
  const answerTo = await deps.log.phase(`Look up ${chosen.subjects.length} image${chosen.subjects.length === 1 ? '' : 's'}`, () =>
    lookUpAll(chosen.subjects, registry, deps.log),
  );
  const now = deps.clock.now();
  const results = recordAll(chosen.subjects, (subject, own) =>
    recordImage({ ...subject, state: own }, answerTo(subject), now, loaded.layout),
  );
  const states = results.flatMap(({ file }) => file ?? []);
  const files = await plannedFiles(states, loaded, deps, isWhole(inputs) ? now : undefined);
  const observed = results.map(({ image }) => image);
  const refused = dryRun
    ? []
    : await write(
        files.map(({ change }) => change),
        observeMessage(observed),
        deps.tree,
        deps.log,
      );
  return {
    dryRun,
    changed: files.length > 0,
    observed,
    failed: observed.filter(({ outcome }) => outcome === 'failed').length,
    files: fileReports(files),
    problems: worstFirst([...problems, ...results.flatMap((result) => result.problems), ...refused]),
  };
}

/** An observation that did not get to its work. */
export function emptyObservation(problems: readonly Problem[], dryRun = false): ObserveReport {
  return { dryRun, changed: false, observed: [], failed: 0, files: [], problems: worstFirst(problems) };
}

/** Whether everything is looked up; a part of it tells nothing about the whole, and is no sign of life. */
function isWhole({ only, event }: ObserveInputs): boolean {
  return only === undefined && event === undefined;
}

function choose(subjects: readonly Subject[], { only, event }: ObserveInputs): { subjects: readonly Subject[]; problems: Problem[] } {
  const names = subjects.map(({ name }) => name);
  const unknown = (only ?? []).filter((name) => !names.includes(name));
  const problems = unknown.map((name) => unknownName(name, names));
  if (event !== undefined && !names.includes(event.image)) problems.push(unknownEvent(event));
  const isChosen = ({ name }: Subject): boolean =>
    (only === undefined || only.includes(name)) && (event === undefined || event.image === name);
  return { subjects: subjects.filter(isChosen), problems };
}

/** Several tags of an image stand in one state, one after the other. */
function recordAll(subjects: readonly Subject[], record: (subject: Subject, own: YamlMap) => RecordedImage): readonly RecordedImage[] {
  const states = new Map<string, YamlMap>();
  return subjects.map((subject) => {
    const id = `${subject.place.shelf}/${subject.place.stem}`;
    const recorded = record(subject, states.get(id) ?? subject.state);
    states.set(id, recorded.state);
    return recorded;
  });
}

async function plannedFiles(
  states: readonly PlannedFile[],
  { layout, repairs }: Loaded,
  { tree }: ObserveDeps,
  beatAt: Date | undefined,
): Promise<PlannedFile[]> {
  const repaired = repairs.map((change): PlannedFile => ({ change, existed: !change.path.includes(`/${quarantineFolder}/`) }));
  const beat = beatAt === undefined ? [] : await beatFile(pathIn(layout.state, heartbeatFile), tree, beatAt);
  // What was repaired may be written anew: the later change of a path is the one that counts.
  return [...new Map([...repaired, ...states, ...beat].map((file) => [file.change.path, file])).values()];
}

async function beatFile(path: RepoPath, tree: Tree, now: Date): Promise<PlannedFile[]> {
  const read = await tree.read(path);
  if (read.kind === 'refused') return [];
  const text = nextHeartbeat(read.kind === 'file' ? read.text : undefined, now);
  return text === undefined ? [] : [{ change: { kind: 'write', path, text }, existed: read.kind === 'file' }];
}

function unknownName(name: string, names: readonly string[]): Problem {
  const meant = suggest(name, names);
  return error('inputs/unknown-image', `Nothing that is looked up is called ${show(name)}.`, {
    hint: meant === undefined ? '`image-factory status` lists base images and enrolled images by their names.' : `Did you mean ${meant}?`,
  });
}

function unknownEvent({ image }: BaseObserved): Problem {
  return warning('observe/unusable-event', `The event is about ${image}, which nothing here looks up; nothing was done.`, {
    hint: 'It may be about an image that is not used any more. After a change of images.yaml run `update`, then apply the manifests.',
  });
}
