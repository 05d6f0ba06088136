import { parseGoDuration } from './duration.ts';
import type { ObjectOf } from './object-index.ts';
import { expressionsIn, templateProblem } from './text.ts';
import type { PromotionStep, StepConfig, TaskStep, UsesStep } from './types.ts';

/** The step kinds that we use, with the keys of their configuration: `!` marks those that must be there. */
const stepKinds: Readonly<Record<string, readonly string[] | 'any'>> = {
  http: [
    'url!',
    'method!',
    'headers!',
    'body!',
    'timeout!',
    'pollInterval!',
    'successExpression!',
    'failureExpression!',
    'errorExpression',
    'outputs',
  ],
  'compose-output': 'any',
  'git-clone': ['repoURL!', 'checkout!', 'author'],
  'git-commit': ['path!', 'message!'],
  'git-push': ['path!'],
  'kustomize-set-image': ['path!', 'images!'],
  'yaml-update': ['path!', 'updates!'],
};

export function checkTask({ spec: { vars, steps } }: ObjectOf<'PromotionTask'>): string[] {
  const declared = new Set(vars.map(({ name }) => name));
  const texts = steps.flatMap((step) => [...textsIn(step.config), step.if ?? '']);
  return [
    ...vars.filter(({ name }) => !/^[A-Za-z_]\w*$/.test(name)).map(({ name }) => `${name} is no name for a variable`),
    ...variablesIn(texts)
      .filter((name) => !declared.has(name))
      .map((name) => `it uses the variable ${name}, which it does not declare`),
    ...(new Set(steps.map(({ as }) => as)).size === steps.length ? [] : ['two steps have the same alias']),
    ...steps.flatMap(checkUses),
    ...texts.flatMap(checkText),
  ];
}

function variablesIn(texts: readonly string[]): string[] {
  const names = texts
    .flatMap(expressionsIn)
    .flatMap((expression) => [...expression.matchAll(/\bvars\.(\w+)/g)].map(([, name]) => name ?? ''));
  return [...new Set(names)];
}

export function checkStep(step: PromotionStep): string[] {
  if ('uses' in step && 'task' in step) return ['a step both uses something and refers to a task'];
  return 'uses' in step ? checkUses(step) : checkTaskStep(step);
}

function checkTaskStep(step: TaskStep): string[] {
  const extra = Object.keys(step).filter((key) => !['task', 'as', 'vars'].includes(key));
  return [...extra.map((key) => `a step that refers to a task can't have ${key}`), ...checkAlias(step.as)];
}

function checkUses(step: UsesStep): string[] {
  const known = stepKinds[step.uses];
  if (known === undefined) return [`Kargo would fail on a step of kind ${step.uses}`];
  return [...checkAlias(step.as), ...(known === 'any' ? [] : checkKeys(step, known)), ...(step.uses === 'http' ? checkHttp(step) : [])];
}

function checkAlias(alias: string | undefined): string[] {
  return alias === undefined || /^(?:step|task)-\d+$/.test(alias) ? [`a step may not be called ${alias ?? 'nothing'}`] : [];
}

function checkKeys({ uses, config }: UsesStep, keys: readonly string[]): string[] {
  const known = new Set(keys.map((key) => key.replace('!', '')));
  return [
    ...Object.keys(config)
      .filter((key) => !known.has(key))
      .map((key) => `${uses} has no ${key}`),
    ...keys.filter((key) => key.endsWith('!') && config[key.slice(0, -1)] === undefined).map((key) => `${uses} needs ${key.slice(0, -1)}`),
  ];
}

function checkHttp({ retry, config }: UsesStep): string[] {
  const body = typeof config['body'] === 'string' ? config['body'] : '';
  const poll = typeof config['pollInterval'] === 'string' ? config['pollInterval'] : '';
  return [
    // Without network Kargo tries again after milliseconds: a small number of errors is used up within a second.
    ...(retry !== undefined && retry.errorThreshold >= 15 ? [] : ['a request is given up after too few errors']),
    ...(retry !== undefined && (parseGoDuration(retry.timeout) ?? 0) > 0 ? [] : ["a request has no end in Go's form"]),
    ...((parseGoDuration(poll) ?? 0) >= 10_000 ? [] : ['pollInterval is below ten seconds']),
    // Text that looks like JSON becomes an object, which is no body.
    ...(expressionsIn(body).length === 0 || /^\$\{% quote\([\s\S]*\) %\}$/.test(body) ? [] : ['the body is not quoted']),
  ];
}

/** Every text of a configuration that Kargo evaluates. */
export function textsIn(config: StepConfig): string[] {
  if (typeof config === 'string') return [config];
  if (typeof config !== 'object') return [];
  return Object.values(config).flatMap(textsIn);
}

export function checkText(text: string): string[] {
  if (!text.includes('${')) return [];
  const problem = templateProblem(text);
  if (problem !== undefined) return [problem];
  return text.replaceAll(/\$\{\{[\s\S]*?\}\}|\$\{%[\s\S]*?%\}/g, '').includes('${') ? ['a text holds `${` outside of an expression'] : [];
}
