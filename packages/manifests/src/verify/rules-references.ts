import { show, suggest } from '@image-factory/core/text';
import type { EditableMap, YamlPath } from '@image-factory/core/yaml';
import { keyOf, type Catalog, type KnownTask } from './catalog.ts';
import type { Reaches } from './flow.ts';
import { doubtful, wrong, type Finding } from './found.ts';
import { mapOf, mapsIn, textOf, textsOf, type Part } from './parts.ts';
import { originOf } from './rules-stage.ts';
import { stepsOf } from './rules-step.ts';
import type { Subject } from './subject.ts';

const elsewhere = 'If it is in another file, verify both files together.';

/** What a Stage refers to and is not there: Kargo says nothing of most of it, and waits. */
export function checkReferences(subject: Subject, catalog: Catalog, reaches: Reaches): Finding[] {
  const { spec } = subject;
  return [
    ...mapsIn(spec['requestedFreight'], ['spec', 'requestedFreight']).flatMap((request) =>
      checkRequest(subject, request, catalog, reaches),
    ),
    ...stepsOf(spec).flatMap((step) => checkTaskStep(subject, step, catalog)),
    ...checkTemplates(subject, catalog),
  ];
}

function checkRequest({ namespace, name }: Subject, { path, value }: Part<EditableMap>, catalog: Catalog, reaches: Reaches): Finding[] {
  const origin = originOf(value);
  if (origin === '') return [];
  const sources = mapOf(value['sources']);
  const at = [...path, 'sources'];
  const upstream = textsOf(sources['stages'], [...at, 'stages']);
  const missing = upstream.filter((stage) => !catalog.stages.has(keyOf(namespace, stage.value)));
  const isDirect = sources['direct'] === true;
  const isWaiting = !isDirect && upstream.length > 0 && missing.length === 0;
  return [
    ...(catalog.warehouses.has(keyOf(namespace, origin))
      ? []
      : [absent('no-warehouse', [...path, 'origin', 'name'], 'Warehouse', origin, namesIn(catalog.warehouses, namespace))]),
    ...(isDirect
      ? []
      : missing.map(({ path: place, value: stage }) => absent('no-stage', place, 'Stage', stage, namesIn(catalog.stages, namespace)))),
    ...(isWaiting && !reaches(keyOf(namespace, name), origin)
      ? [
          wrong(
            'unreachable',
            at,
            `the Freight of ${origin} never goes through ${upstream.map((stage) => stage.value).join(' or ')}, so that it never gets here`,
            {
              hint: 'A Stage on the way has to ask for this Freight, and the first one with `direct: true`.',
            },
          ),
        ]
      : []),
    ...(isWaiting && (sources['requiredSoakTime'] ?? null) !== null
      ? upstream
          .filter((stage) => catalog.stages.get(keyOf(namespace, stage.value))?.hasSteps === false)
          .map(({ path: place, value: stage }) =>
            wrong('control-flow-soak', place, `${stage} has no steps, and behind such a Stage no soak time is ever over`, {
              hint: 'Give it a step, for example `compose-output`.',
            }),
          )
      : []),
  ];
}

function checkTaskStep(subject: Subject, { path, value }: Part<EditableMap>, catalog: Catalog): Finding[] {
  const task = mapOf(value['task']);
  const name = textOf(task['name']);
  if (name === '') return [];
  const namespace = task['kind'] === 'ClusterPromotionTask' ? '' : subject.namespace;
  const known = catalog.tasks.get(keyOf(namespace, name));
  if (known === undefined)
    return namespace === '' ? [] : [absent('no-task', [...path, 'task', 'name'], 'PromotionTask', name, namesIn(catalog.tasks, namespace))];
  return checkVariables(name, known, { path, value });
}

function checkVariables(task: string, { variables }: KnownTask, { path, value }: Part<EditableMap>): Finding[] {
  const given = mapsIn(value['vars'], [...path, 'vars']);
  const values = new Map(given.map((variable) => [textOf(variable.value['name']), textOf(variable.value['value']) !== '']));
  return [
    ...[...variables]
      .filter(([name, ownValue]) => !(values.get(name) ?? ownValue !== ''))
      .map(([name]) =>
        wrong('task-variable', path, `the variable ${show(name)} of ${task} has no value, so that no Promotion is made`, {
          hint: 'Give it one in `vars`; an empty one is none.',
        }),
      ),
    ...given
      .filter((variable) => !variables.has(textOf(variable.value['name'])))
      .map((variable) =>
        doubtful(
          'task-variable',
          [...variable.path, 'name'],
          `${task} has no variable ${show(variable.value['name'])}`,
          didYouMean(textOf(variable.value['name']), [...variables.keys()]),
        ),
      ),
  ];
}

function checkTemplates({ namespace, spec }: Subject, catalog: Catalog): Finding[] {
  const path = ['spec', 'verification'];
  const verification = mapOf(spec['verification']);
  const templates = mapsIn(verification['analysisTemplates'], [...path, 'analysisTemplates']).map(({ path: at, value }) => {
    const name = textOf(value['name']);
    const place = value['kind'] === 'ClusterAnalysisTemplate' ? '' : namespace;
    return { path: at, name, isOfCluster: place === '', wanted: catalog.templates.get(keyOf(place, name)) };
  });
  const missing = templates.filter(({ name, isOfCluster, wanted }) => name !== '' && !isOfCluster && wanted === undefined);
  const absentOnes = missing.map((one) =>
    absent('no-template', [...one.path, 'name'], 'AnalysisTemplate', one.name, namesIn(catalog.templates, namespace)),
  );
  // Which arguments are wanted is known only when all templates are.
  if (templates.some(({ wanted }) => wanted === undefined)) return absentOnes;
  return [...absentOnes, ...checkArguments(verification, path, new Map(templates.flatMap(({ wanted }) => [...(wanted ?? [])])))];
}

function checkArguments(verification: EditableMap, path: YamlPath, wanted: ReadonlyMap<string, boolean>): Finding[] {
  const given = mapsIn(verification['args'], [...path, 'args']).map((argument) => ({
    path: argument.path,
    name: textOf(argument.value['name']),
  }));
  const names = new Set(given.map(({ name }) => name));
  return [
    ...[...wanted]
      .filter(([name, hasValue]) => !hasValue && !names.has(name))
      .map(([name]) => wrong('template-argument', path, `the argument ${show(name)} is not given: every verification ends with an error`)),
    ...given
      .filter(({ name }) => !wanted.has(name))
      .map(({ path: at, name }) =>
        doubtful(
          'template-argument',
          [...at, 'name'],
          `no template takes the argument ${show(name)}: Kargo drops it`,
          didYouMean(name, [...wanted.keys()]),
        ),
      ),
  ];
}

/** What comes of it when something is not there. Only of a Stage nothing at all is heard. */
const consequences = {
  'no-warehouse': 'so that there is never any Freight',
  'no-stage': 'and Kargo waits for it without a word',
  'no-task': 'so that no Promotion is made',
  'no-template': 'so that every verification ends with an error',
} as const;

function absent(rule: keyof typeof consequences, path: YamlPath, kind: string, name: string, known: readonly string[]): Finding {
  const near = suggest(name, known);
  return wrong(rule, path, `there is no ${kind} ${name}, ${consequences[rule]}`, {
    hint: near === undefined ? elsewhere : `Did you mean \`${near}\`? ${elsewhere}`,
  });
}

// So many names are looked at: a misspelt one in a large factory must not cost more than reading it.
const mostCompared = 500;

function namesIn(known: ReadonlyMap<string, unknown>, namespace: string): string[] {
  const names: string[] = [];
  let looked = 0;
  for (const key of known.keys()) {
    if (looked++ >= mostCompared) break;
    if (key.startsWith(`${namespace}/`)) names.push(key.slice(namespace.length + 1));
  }
  return names;
}

function didYouMean(name: string, known: readonly string[]): { readonly hint?: string } {
  const near = suggest(name, known);
  return near === undefined ? {} : { hint: `Did you mean \`${near}\`?` };
}
