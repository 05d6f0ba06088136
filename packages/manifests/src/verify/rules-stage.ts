import type { EditableMap, YamlPath } from '@image-factory/core/yaml';
import { doubtful, wrong, type Finding } from './found.ts';
import { mapOf, mapsIn, textOf, textsOf, type Part } from './parts.ts';
import { checkDuration } from './rules-duration.ts';
import { checkExpressions, checkUnquoted } from './rules-expression.ts';
import { checkSteps, stepsOf, variablesOf } from './rules-step.ts';
import type { Subject } from './subject.ts';

/** What can be said of a Stage alone: where its Freight comes from, what it does with it, and what is asked afterwards. */
export function checkStage(subject: Subject): Finding[] {
  const { spec } = subject;
  const requests = mapsIn(spec['requestedFreight'], ['spec', 'requestedFreight']);
  return [...checkOrigins(requests), ...requests.flatMap(checkSources), ...checkDoing(subject), ...checkVerification(subject)];
}

/** Name of the Warehouse that a request is about. */
export function originOf(request: EditableMap): string {
  return textOf(mapOf(request['origin'])['name']);
}

function checkOrigins(requests: readonly Part<EditableMap>[]): Finding[] {
  const seen = new Set<string>();
  return requests.flatMap(({ path, value }) => {
    const origin = originOf(value);
    if (origin === '' || !seen.has(origin)) {
      seen.add(origin);
      return [];
    }
    return [
      wrong('origin-twice', [...path, 'origin', 'name'], `it asks for the Freight of ${origin} twice: Kargo refuses it`, {
        hint: 'Put the sources together.',
      }),
    ];
  });
}

function checkSources({ path, value }: Part<EditableMap>): Finding[] {
  const sources = mapOf(value['sources']);
  const at = [...path, 'sources'];
  const origin = originOf(value);
  const stages = textsOf(sources['stages'], [...at, 'stages']);
  const isDirect = sources['direct'] === true;
  const hasSoak = (sources['requiredSoakTime'] ?? null) !== null;
  const besides = [...(stages.length > 0 ? ['stages'] : []), ...(hasSoak ? ['requiredSoakTime'] : [])];
  return [
    ...checkDuration(sources['requiredSoakTime'], [...at, 'requiredSoakTime'], 'rewritten').findings,
    ...(!isDirect && stages.length === 0 && (value['sources'] ?? null) !== null
      ? [
          wrong('no-sources', at, `nothing says where the Freight of ${origin} comes from, so that there is never any`, {
            hint: 'Write `direct: true`, or the `stages` that it goes through first.',
          }),
        ]
      : []),
    ...(isDirect ? besides.map((key) => ignoredBesideDirect(key, [...at, key])) : []),
    ...(!isDirect && hasSoak && stages.length > 1 ? [severalUpstreams(textOf(sources['availabilityStrategy']), at)] : []),
  ];
}

function ignoredBesideDirect(key: string, path: YamlPath): Finding {
  const message =
    key === 'stages'
      ? 'Kargo ignores `stages` beside `direct: true`'
      : 'Kargo ignores a soak time beside `direct: true`: nothing is waited for';
  return wrong('beside-direct', path, message, {
    key: true,
    hint: 'To wait, put a Stage with a step in between and name it in `stages`, without `direct`.',
  });
}

function severalUpstreams(strategy: string, path: YamlPath): Finding {
  return strategy === 'All'
    ? wrong('several-upstreams', path, 'with `All` a soak time behind several Stages can block for ever', {
        hint: 'Wait behind one Stage.',
      })
    : doubtful('several-upstreams', path, 'the soak time of one of its Stages counts for the others too', {
        hint: 'Wait behind one Stage.',
      });
}

function checkDoing(subject: Subject): Finding[] {
  const { spec } = subject;
  const path = ['spec', 'promotionTemplate', 'spec'];
  const template = mapOf(mapOf(spec['promotionTemplate'])['spec']);
  const variables = [...variablesOf(spec['vars']), ...variablesOf(template['vars'])];
  const values = [...mapsIn(spec['vars'], ['spec', 'vars']), ...mapsIn(template['vars'], [...path, 'vars'])];
  return [
    ...checkSteps(subject, template['steps'], [...path, 'steps'], variables),
    ...values.flatMap(({ path: at, value }) => checkExpressions(textOf(value['value']), [...at, 'value'], variables)),
  ];
}

function checkVerification({ spec }: Subject): Finding[] {
  if ((spec['verification'] ?? null) === null) return [];
  const path = ['spec', 'verification'];
  const args = mapsIn(mapOf(spec['verification'])['args'], [...path, 'args']);
  const variables = variablesOf(spec['vars']);
  return [
    ...(stepsOf(spec).length === 0
      ? [
          wrong('no-steps', path, 'without a promotion step its verification is ignored', {
            key: true,
            hint: 'Add a step, for example `compose-output`.',
          }),
        ]
      : []),
    ...args.flatMap(({ path: at, value }) => {
      const text = textOf(value['value']);
      const place = [...at, 'value'];
      return [
        ...checkExpressions(text, place, variables),
        ...checkUnquoted(text, place),
        ...(/\$\{[{%][\s\S]*ctx\.targetFreight/.test(text)
          ? [
              wrong('target-freight', place, 'there is no `ctx.targetFreight` in a verification: it ends with an error', {
                hint: 'Use `imageFrom(…)`, which knows the Freight that is verified.',
              }),
            ]
          : []),
      ];
    }),
  ];
}
