import type { EditableMap } from '@image-factory/core/yaml';
import { readDocuments, type ManifestFile } from './documents.ts';
import { mapOf, mapsIn, textOf, textsOf } from './parts.ts';
import { originOf } from './rules-stage.ts';
import { stepsOf } from './rules-step.ts';
import { isKargo, subjectOf, type Subject } from './subject.ts';

/**
 * How Freight goes through manifests, as a flowchart for Mermaid: Warehouses, the Stages that their Freight gets to, how
 * long it waits before, and the tasks that a Stage calls. The same manifests give the same text.
 */
export function renderFlow(files: readonly ManifestFile[]): string {
  const subjects = files.flatMap((file) => readDocuments(file).documents.map(subjectOf)).filter(isKargo);
  const of = (kind: string): readonly Subject[] =>
    subjects.filter((subject) => subject.kind === kind).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const stages = of('Stage');
  return [
    'flowchart LR',
    ...of('Warehouse').map(({ name }) => `  ${idOf('w', name)}[("${name}")]`),
    ...stages.map(({ name }) => `  ${idOf('s', name)}["${name}"]`),
    ...of('PromotionTask').map(({ name }) => `  ${idOf('t', name)}{{"${name}"}}`),
    ...stages.flatMap(edgesOf),
    '',
  ].join('\n');
}

function edgesOf({ name, spec }: Subject): string[] {
  const to = idOf('s', name);
  const tasks = stepsOf(spec).flatMap(({ value }) => textOf(mapOf(value['task'])['name']) || []);
  return [
    ...mapsIn(spec['requestedFreight'], []).flatMap(({ value }) => sourcesOf(value, to)),
    ...tasks.map((task) => `  ${to} -.-> ${idOf('t', task)}`),
  ];
}

function sourcesOf(request: EditableMap, to: string): string[] {
  const sources = mapOf(request['sources']);
  if (sources['direct'] === true) return [`  ${idOf('w', originOf(request))} --> ${to}`];
  const soak = textOf(sources['requiredSoakTime']);
  const arrow = soak === '' ? '-->' : `-->|"after ${soak}"|`;
  return textsOf(sources['stages'], []).map(({ value }) => `  ${idOf('s', value)} ${arrow} ${to}`);
}

/** Mermaid takes words as ids, and some of them mean something. */
function idOf(prefix: string, name: string): string {
  return `${prefix}_${name.replaceAll('-', '_').replaceAll(/[^\w]/g, (char) => `_${char.charCodeAt(0)}_`)}`;
}
