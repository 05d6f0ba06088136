import { show } from '@image-factory/core/text';
import { wrong, type Finding } from './found.ts';
import { mapOf, mapsIn, textOf, type Part } from './parts.ts';
import { receiverTypes } from './shapes-kinds.ts';
import type { EditableMap } from '@image-factory/core/yaml';
import type { Subject } from './subject.ts';

/** What Kargo's webhook says of the configuration of a Project. */
export function checkProjectConfig({ name, namespace, spec }: Subject): Finding[] {
  const receivers = mapsIn(spec['webhookReceivers'], ['spec', 'webhookReceivers']);
  return [
    ...(name === '' || namespace === '' || name === namespace
      ? []
      : [
          wrong(
            'project-name',
            ['metadata', 'name'],
            `it configures the Project ${show(namespace)} and is not named after it: Kargo refuses it`,
            { hint: `Name it \`${namespace}\`.` },
          ),
        ]),
    ...mapsIn(spec['promotionPolicies'], ['spec', 'promotionPolicies']).flatMap(checkPolicy),
    ...receivers.flatMap(checkReceiver),
    ...checkReceiverNames(receivers),
  ];
}

function checkPolicy({ path, value }: Part<EditableMap>): Finding[] {
  const given = ['stage', 'stageSelector'].filter((key) => (value[key] ?? null) !== null);
  if (given.length === 1) return [];
  return [
    wrong(
      'policy',
      path,
      `a promotion policy has ${given.length === 0 ? 'neither' : 'both'} \`stage\` ${given.length === 0 ? 'nor' : 'and'} \`stageSelector\`: the API server refuses it`,
    ),
  ];
}

function checkReceiver({ path, value }: Part<EditableMap>): Finding[] {
  const types = receiverTypes.filter((type) => (value[type] ?? null) !== null);
  if (types.length === 1) return [];
  const said = types.length === 0 ? 'of no type' : `of several types (${types.join(', ')})`;
  return [wrong('receiver', path, `a webhook receiver is ${said}: Kargo refuses it`, { hint: 'Give each type a receiver of its own.' })];
}

function checkReceiverNames(receivers: readonly Part<EditableMap>[]): Finding[] {
  const seen = new Set<string>();
  return receivers.flatMap(({ path, value }) => {
    const name = textOf(value['name']);
    const isTwice = name !== '' && seen.has(name);
    seen.add(name);
    return isTwice ? [wrong('receiver', [...path, 'name'], `two webhook receivers have the name ${show(name)}: Kargo refuses it`)] : [];
  });
}

/** The label has to be there before the Project is. */
export function checkNamespace({ document }: Subject, projects: ReadonlySet<string>): Finding[] {
  const metadata = mapOf(document.value['metadata']);
  const name = textOf(metadata['name']);
  if (!projects.has(name) || mapOf(metadata['labels'])['kargo.akuity.io/project'] === 'true') return [];
  return [
    wrong('project-label', ['metadata'], 'Kargo refuses the Project of this namespace, which does not say that it is one', {
      hint: 'Add the label `kargo.akuity.io/project: "true"`.',
    }),
  ];
}

const longestMetric = 20;

/** Kubernetes makes a label of `<uid>.<metric>.<n>`; what is longer than that can't be never starts. */
export function checkTemplate({ spec }: Subject): Finding[] {
  return mapsIn(spec['metrics'], ['spec', 'metrics']).flatMap(({ path, value }) => {
    const name = textOf(value['name']);
    if (name.length <= longestMetric || mapOf(value['provider'])['job'] === undefined) return [];
    return [
      wrong('metric-name', [...path, 'name'], `the name of a metric has more than ${longestMetric} characters: its Job is never made`, {
        hint: 'Shorten it.',
      }),
    ];
  });
}
