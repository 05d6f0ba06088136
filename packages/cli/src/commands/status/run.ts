import type { FactoryModel, RuntimeFacts } from '@image-factory/core/graph';
import { readRebuild } from '@image-factory/core/rebuild';
import { familiarReference } from '@image-factory/core/reference';
import { formatTime } from '@image-factory/core/text';
import type { YamlMap } from '@image-factory/core/yaml';
import { inspect } from '@image-factory/use-cases';
import type { Parsed } from '../../command-line/spec.ts';
import type { Context } from '../../context.ts';
import { refused, type Outcome } from '../../outcome.ts';
import { counted, joinSections, section } from '../../report/sections.ts';
import type { Page } from '../../terminal/page.ts';
import { countProblems } from '../../terminal/problems.ts';
import { table, type Cell } from '../../terminal/table.ts';
import type { statusSpec } from './spec.ts';

/** How one image stands; what is not known is left out. */
interface StatusRow extends Pick<RuntimeFacts, 'digest' | 'version' | 'lastBuilt' | 'lastChecked' | 'rebuildStatus'> {
  readonly name: string;
  readonly kind: 'managed' | 'external' | 'base';
  readonly image: string;
  readonly status: string;
  readonly dependents: number;
}

/** How often an image was rebuilt as an emergency. */
interface EmergencyRow {
  readonly name: string;
  readonly count: number;
  readonly last?: string;
  readonly by?: string;
  readonly reason?: string;
}

export async function runStatus(_: Parsed<typeof statusSpec>, { place, ports, log }: Context): Promise<Outcome> {
  const { model, state, problems } = await log.phase('Read enrollment and state', () => inspect(place.dir, ports));
  if (model === undefined) return refused(problems, { images: [] });
  const images = rowsOf(model);
  const summary = countProblems(problems) || 'no problems';
  const emergencies = emergenciesOf(state.images);
  return { report: { images, emergencies }, problems, render: (page) => renderStatus(images, emergencies, summary, page) };
}

function rowsOf({ managed, external, bases }: FactoryModel): StatusRow[] {
  const users = new Map<string, number>();
  for (const { dependencies } of managed)
    for (const { kind, name } of dependencies) if (kind === 'managed') users.set(name, (users.get(name) ?? 0) + 1);
  return [
    ...managed.map(({ image, facts }) =>
      row(
        {
          name: image.name,
          kind: 'managed',
          image: `${image.registry}/${image.repository}`,
          status: facts.discoveryStatus ?? 'pending',
          dependents: users.get(image.name) ?? 0,
        },
        facts,
      ),
    ),
    ...external.map(({ name, repository, dependents, facts }) =>
      row({ name, kind: 'external', image: repository, status: facts.discoveryStatus ?? 'pending', dependents: dependents.length }, facts),
    ),
    ...bases.map(({ name, reference, watch, dependents, facts }) =>
      row(
        {
          name,
          kind: 'base',
          image: familiarReference(reference),
          status: watch === undefined ? 'fixed' : 'watched',
          dependents: dependents.length,
        },
        facts,
      ),
    ),
  ];
}

function row(own: StatusRow, { digest, version, lastBuilt, lastChecked, rebuildStatus }: RuntimeFacts): StatusRow {
  const known = Object.entries({ digest, version, lastBuilt, lastChecked, rebuildStatus }).filter(([, value]) => value !== undefined);
  return { ...own, ...Object.fromEntries(known) };
}

/** The images that were rebuilt as an emergency, and when, by whom and why last. */
function emergenciesOf(states: ReadonlyMap<string, YamlMap>): readonly EmergencyRow[] {
  return [...states].flatMap(([name, state]) => {
    const { emergencies } = readRebuild(state);
    const last = emergencies?.last.at(-1);
    if (emergencies === undefined) return [];
    const { count } = emergencies;
    return [
      { name, count, ...(last && { last: formatTime(last.at), reason: last.reason, ...(last.by === undefined ? {} : { by: last.by }) }) },
    ];
  });
}

function renderStatus(images: readonly StatusRow[], emergencies: readonly EmergencyRow[], problems: string, page: Page): string {
  const enrolled = images.filter(({ kind }) => kind !== 'base');
  const bases = images.filter(({ kind }) => kind === 'base');
  const failed = enrolled.filter(({ status }) => status === 'failed').length;
  return joinSections([
    ...section(`Images (${enrolled.length})`, table(['NAME', 'KIND', 'STATUS', 'PUBLISHED'], enrolled.map(imageCells), page), page),
    ...section(`Base images (${bases.length})`, table(['IMAGE', 'USED BY', 'STATUS', 'SEEN'], bases.map(baseCells), page), page),
    ...section(
      'Emergency rebuilds',
      table(
        ['IMAGE', 'USES', 'LAST', 'WHY'],
        emergencies.map(({ name, count, last = '-', by, reason = '-' }) => [
          name,
          String(count),
          by === undefined ? last : `${last} by ${by}`,
          reason,
        ]),
        page,
      ),
      page,
    ),
    `${counted(enrolled.length, 'image')}, ${counted(bases.length, 'base image')}${failed === 0 ? '' : `, ${failed} failed`}; ${problems}.`,
  ]);
}

function imageCells({ name, kind, status, rebuildStatus, version, digest, lastBuilt }: StatusRow): Cell[] {
  const published = [
    version,
    shortDigest(digest),
    lastBuilt === undefined ? undefined : `built ${lastBuilt}`,
    rebuildStatus === undefined || rebuildStatus === 'monitoring' ? undefined : `rebuild ${rebuildStatus}`,
  ];
  return [name, kind, status, present(published)];
}

function baseCells({ image, dependents, status, digest, lastChecked }: StatusRow): Cell[] {
  return [
    image,
    counted(dependents, 'image'),
    status,
    present([shortDigest(digest), lastChecked === undefined ? undefined : `checked ${lastChecked}`]),
  ];
}

function present(values: readonly (string | undefined)[]): Cell {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? '-' : known;
}

/** As many digits as people compare. */
function shortDigest(digest: string | undefined): string | undefined {
  return digest?.replace(/^(sha\d+:[0-9a-f]{12})[0-9a-f]+$/, '$1');
}
