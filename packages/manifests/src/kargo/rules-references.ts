import type { ObjectIndex } from './object-index.ts';
import { textsIn } from './rules-steps.ts';
import type { StageSpec, TaskStep } from './types.ts';

/** What a Stage refers to, without the rest of it. */
export interface References {
  readonly requests: readonly { readonly origin: string; readonly stages: readonly string[] }[];
  readonly tasks: readonly TaskCall[];
  readonly templates: readonly string[];
  readonly templateArguments: readonly string[];
  /** Repositories that it asks Freight for. */
  readonly repositories: readonly string[];
}

/** A task that a Stage calls. The values that it gives are let go of: in a large factory they are most of all text. */
interface TaskCall {
  readonly task: string;
  /** Names of the variables that it gives. */
  readonly given: readonly string[];
  /** Those among them that are not empty. */
  readonly filled: readonly string[];
}

function callOf({ task, vars }: TaskStep): TaskCall {
  return { task: task.name, given: vars.map(({ name }) => name), filled: vars.filter(({ value }) => value !== '').map(({ name }) => name) };
}

export function referencesOf(spec: StageSpec): References {
  const steps = spec.promotionTemplate?.spec.steps ?? [];
  const { analysisTemplates = [], args = [] } = spec.verification ?? {};
  const tasks = steps.flatMap((step) => ('task' in step ? [step] : []));
  const texts = [...steps.flatMap((step) => ('uses' in step ? textsIn(step.config) : [])), ...args.map(({ value }) => value)];
  const asked = texts.flatMap((text) => [...text.matchAll(/imageFrom\("([^"]*)"/g)].map(([, repository]) => repository ?? ''));
  const told = tasks.flatMap(({ vars }) =>
    vars.filter(({ name }) => name === 'watchedRepo').flatMap(({ value }) => repositoriesIn(value, spec)),
  );
  return {
    requests: spec.requestedFreight.map(({ origin, sources }) => ({
      origin: origin.name,
      stages: 'stages' in sources ? sources.stages : [],
    })),
    tasks: tasks.map(callOf),
    templates: analysisTemplates.map(({ name }) => name),
    templateArguments: args.map(({ name }) => name),
    repositories: [...new Set([...asked, ...told])],
  };
}

/** The repositories that a `watchedRepo` stands for: one for all origins, or one for each. */
function repositoriesIn(value: string, { requestedFreight }: StageSpec): string[] {
  if (!value.includes('${')) return [value];
  const table = new Map([...value.matchAll(/"([^"]*)": "([^"]*)"/g)].map(([, origin = '', repository = '']) => [origin, repository]));
  return requestedFreight.map(({ origin }) => table.get(origin.name) ?? '');
}

/** References to what is not there. Kargo says nothing about most of them: it waits. */
export function unmetReferences(references: References, index: ObjectIndex): string[] {
  const { requests, tasks, templates, templateArguments, repositories } = references;
  const watched = new Set(requests.flatMap(({ origin }) => index.warehouses.get(origin) ?? []));
  return [
    ...requests.filter(({ origin }) => !index.warehouses.has(origin)).map(({ origin }) => `there is no Warehouse ${origin}`),
    ...requests.flatMap(({ origin, stages }) => stages.flatMap((stage) => unmetStage(stage, origin, index))),
    ...tasks.flatMap((step) => unmetTask(step, index)),
    ...templates.filter((name) => !index.templates.has(name)).map((name) => `there is no AnalysisTemplate ${name}`),
    ...unmetArguments(templates, templateArguments, index),
    // Under another spelling Kargo finds nothing, and a Promotion that finds nothing is never tried again.
    ...repositories
      .filter((repository) => !watched.has(repository))
      .map((repository) => `no Warehouse of this Stage watches ${repository || 'what one of its origins brings'}`),
  ];
}

function unmetStage(stage: string, origin: string, { stages }: ObjectIndex): string[] {
  const passing = stages.get(stage);
  if (passing === undefined) return [`there is no Stage ${stage}`];
  return passing.includes(origin) ? [] : [`the Freight of ${origin} never goes through the Stage ${stage}`];
}

function unmetTask({ task, given, filled }: TaskCall, { tasks }: ObjectIndex): string[] {
  const spec = tasks.get(task);
  if (spec === undefined) return [`there is no PromotionTask ${task}`];
  const declared = new Set<string>(spec.vars.map(({ name }) => name));
  const hasValue = ({ name, value }: (typeof spec.vars)[number]): boolean =>
    given.includes(name) ? filled.includes(name) : (value ?? '') !== '';
  return [
    // Kargo takes an empty variable for a missing one, and then makes no Promotion.
    ...spec.vars.filter((variable) => !hasValue(variable)).map(({ name }) => `the variable ${name} of ${task} has no value`),
    ...given.filter((name) => !declared.has(name)).map((name) => `${task} has no variable ${name}`),
  ];
}

function unmetArguments(names: readonly string[], given: readonly string[], { templates }: ObjectIndex): string[] {
  const wanted = new Set(names.flatMap((name) => (templates.get(name)?.args ?? []).map((arg) => arg.name)));
  return [
    ...[...wanted].filter((name) => !given.includes(name)).map((name) => `the argument ${name} is not given`),
    ...given.filter((name) => !wanted.has(name)).map((name) => `Kargo drops the argument ${name}, which no template takes`),
  ];
}
