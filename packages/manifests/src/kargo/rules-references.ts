import type { ObjectIndex } from './object-index.ts';
import { textsIn } from './rules-steps.ts';
import type { StageSpec, TaskStep } from './types.ts';

/** What a Stage refers to, without the rest of it. */
export interface References {
  readonly requests: StageSpec['requestedFreight'];
  /** Repositories that it asks Freight for. */
  readonly repositories: readonly string[];
}

/** What a Stage calls: tasks, templates and their arguments. The same few calls are in thousands of Stages. */
export interface Calls {
  readonly tasks: readonly TaskCall[];
  readonly templates: readonly string[];
  readonly templateArguments: readonly string[];
}

/** A task that a Stage calls, without the values that it gives. */
interface TaskCall {
  readonly task: string;
  /** Names of the variables that it gives. */
  readonly given: readonly string[];
  /** Those among them that are not empty. */
  readonly filled: readonly string[];
}

export function referencesOf(spec: StageSpec): References {
  const steps = spec.promotionTemplate?.spec.steps ?? [];
  const { args = [] } = spec.verification ?? {};
  const texts = [...steps.flatMap((step) => ('uses' in step ? textsIn(step.config) : [])), ...args.map(({ value }) => value)];
  const asked = texts.flatMap((text) => [...text.matchAll(/imageFrom\("([^"]*)"/g)].map(([, repository]) => repository ?? ''));
  const told = tasksOf(spec).flatMap(({ vars }) =>
    vars.filter(({ name }) => name === 'watchedRepo').flatMap(({ value }) => repositoriesIn(value, spec)),
  );
  return { requests: spec.requestedFreight, repositories: [...new Set([...asked, ...told])] };
}

export function callsOf(spec: StageSpec): Calls {
  const { analysisTemplates = [], args = [] } = spec.verification ?? {};
  return {
    tasks: tasksOf(spec).map(({ task, vars }) => ({
      task: task.name,
      given: vars.map(({ name }) => name),
      filled: vars.filter(({ value }) => value !== '').map(({ name }) => name),
    })),
    templates: analysisTemplates.map(({ name }) => name),
    templateArguments: args.map(({ name }) => name),
  };
}

function tasksOf({ promotionTemplate }: StageSpec): TaskStep[] {
  return (promotionTemplate?.spec.steps ?? []).flatMap((step) => ('task' in step ? [step] : []));
}

/** The repositories that a `watchedRepo` stands for: one for all origins, or one for each. */
function repositoriesIn(value: string, { requestedFreight }: StageSpec): string[] {
  if (!value.includes('${')) return [value];
  const table = new Map([...value.matchAll(/"([^"]*)": "([^"]*)"/g)].map(([, origin = '', repository = '']) => [origin, repository]));
  return requestedFreight.map(({ origin }) => table.get(origin.name) ?? '');
}

/** References to what is not there. Kargo says nothing about most of them: it waits. */
export function unmetReferences({ requests, repositories }: References, index: ObjectIndex): string[] {
  const watched = requests.flatMap(({ origin }) => index.warehouses.get(origin.name) ?? []);
  return [
    ...requests.filter(({ origin }) => !index.warehouses.has(origin.name)).map(({ origin }) => `there is no Warehouse ${origin.name}`),
    ...requests.flatMap(({ origin, sources }) =>
      'stages' in sources ? sources.stages.flatMap((stage) => unmetStage(stage, origin.name, index)) : [],
    ),
    // Under another spelling Kargo finds nothing, and a Promotion that finds nothing is never tried again.
    ...repositories
      .filter((repository) => !watched.includes(repository))
      .map((repository) => `no Warehouse of this Stage watches ${repository || 'what one of its origins brings'}`),
  ];
}

/** What is wrong with calls, once all tasks and templates are known. */
export function unmetCalls({ tasks, templates, templateArguments }: Calls, index: ObjectIndex): string[] {
  return [
    ...tasks.flatMap((step) => unmetTask(step, index)),
    ...templates.filter((name) => !index.templates.has(name)).map((name) => `there is no AnalysisTemplate ${name}`),
    ...unmetArguments(templates, templateArguments, index),
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
