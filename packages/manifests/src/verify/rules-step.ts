import { show, suggest } from '@image-factory/core/text';
import type { EditableMap, EditableValue, YamlPath } from '@image-factory/core/yaml';
import { isGoDuration } from './duration.ts';
import { checkDuration } from './rules-duration.ts';
import { wrong, type Finding } from './found.ts';
import { mapOf, mapsIn, textOf, textsWithin, type Part } from './parts.ts';
import { checkExpressions, checkUnquoted } from './rules-expression.ts';
import { checkHttp } from './rules-http.ts';
import { checkShape } from './shape.ts';
import { stepShapes, whereStepIs } from './shapes-steps.ts';
import type { Subject } from './subject.ts';

/** The steps of a Stage; without any it is a control-flow Stage. */
export function stepsOf(spec: EditableMap): Part<EditableMap>[] {
  const path = ['spec', 'promotionTemplate', 'spec', 'steps'];
  return mapsIn(mapOf(mapOf(spec['promotionTemplate'])['spec'])['steps'], path);
}

/** Names of declared variables. */
export function variablesOf(value: EditableValue | undefined): string[] {
  return mapsIn(value, []).map((variable) => textOf(variable.value['name']));
}

/** @param variables - names that all steps know */
export function checkSteps(subject: Subject, value: EditableValue | undefined, path: YamlPath, variables: readonly string[]): Finding[] {
  const steps = mapsIn(value, path);
  return [...checkAliases(steps), ...steps.flatMap((step) => checkStep(subject, step, variables))];
}

function checkAliases(steps: readonly Part<EditableMap>[]): Finding[] {
  const seen = new Set<string>();
  return steps.flatMap(({ path, value }) => {
    const alias = textOf(value['as']);
    const at = [...path, 'as'];
    if (/^(?:step|task)-\d+$/.test(alias))
      return [wrong('step-alias', at, `Kargo keeps the alias ${show(alias)} for itself, and refuses it`)];
    if (alias === '' || !seen.has(alias)) {
      seen.add(alias);
      return [];
    }
    return [wrong('step-alias', at, `two steps have the alias ${show(alias)}: Kargo refuses it`)];
  });
}

function checkStep(subject: Subject, step: Part<EditableMap>, variables: readonly string[]): Finding[] {
  const { path, value } = step;
  const known = [...variables, ...variablesOf(value['vars'])];
  const form = checkForm(subject, step);
  const values = mapsIn(value['vars'], [...path, 'vars']);
  return [
    ...form,
    ...(form.length === 0 && typeof value['uses'] === 'string' ? checkUses(subject, step) : []),
    ...checkRetry(subject, step),
    ...checkExpressions(textOf(value['if']), [...path, 'if'], known),
    ...textsWithin(value['config'], [...path, 'config']).flatMap(({ path: at, value: text }) => checkExpressions(text, at, known)),
    ...values.flatMap(({ path: at, value: variable }) => checkExpressions(textOf(variable['value']), [...at, 'value'], known)),
  ];
}

function checkForm({ kind }: Subject, { path, value }: Part<EditableMap>): Finding[] {
  const has = (key: string): boolean => (value[key] ?? null) !== null;
  if (has('uses') === has('task'))
    return [wrong('step-form', path, 'a step has exactly one of `uses` and `task`: the API server refuses it')];
  if (!has('task')) return [];
  if (kind !== 'Stage')
    return [
      wrong('step-form', [...path, 'task'], 'a step of a task refers to another task: the API server refuses it', {
        key: true,
        hint: 'Write its steps out.',
      }),
    ];
  return ['retry', 'continueOnError', 'config', 'if'].filter(has).map((key) =>
    wrong('step-form', [...path, key], `a step that refers to a task can't have \`${key}\`: Kargo refuses it`, {
      key: true,
      hint: 'It belongs to the steps of the task.',
    }),
  );
}

function checkUses({ document }: Subject, step: Part<EditableMap>): Finding[] {
  const { path, value } = step;
  const uses = textOf(value['uses']);
  const shape = stepShapes.get(uses);
  if (shape === undefined) {
    const near = suggest(uses, [...stepShapes.keys()]);
    const hint = whereStepIs(uses) ?? (near === undefined ? undefined : `Did you mean \`${near}\`?`);
    return [
      wrong(
        'unknown-step',
        [...path, 'uses'],
        `there is no step ${show(uses)}: every Promotion fails at it`,
        hint === undefined ? {} : { hint },
      ),
    ];
  }
  const at = [...path, 'config'];
  const rules = { unknown: 'step-config', missing: 'step-config', invalid: 'step-config' } as const;
  const isTemplate = (text: string): boolean => /\$\{[{%]/.test(text);
  const config = value['config'] ?? null;
  return [
    ...(config === null && shape.kind === 'any'
      ? []
      : checkShape(shape, config ?? {}, config === null ? path : at, {
          document,
          so: 'every Promotion fails at it',
          emptyIsAbsent: true,
          rules,
          isTemplate,
        })),
    ...(uses === 'http' ? checkHttp(step) : []),
    // What it notes is for people: there a number does no harm.
    ...(uses === 'compose-output' ? [] : textsWithin(config, at).flatMap(({ path: place, value: text }) => checkUnquoted(text, place))),
  ];
}

/** A webhook of Kargo rewrites what stands in Stages; tasks have none. */
function checkRetry({ kind }: Subject, { path, value }: Part<EditableMap>): Finding[] {
  const at = [...path, 'retry', 'timeout'];
  const timeout = mapOf(value['retry'])['timeout'];
  if (typeof timeout === 'string' && isGoDuration(timeout) && /[nuµm]s/.test(timeout)) return [];
  return checkDuration(timeout, at, kind === 'Stage' ? 'rewritten' : 'kept').findings;
}
