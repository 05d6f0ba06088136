import type { Emergencies, RebuildScan } from '@image-factory/core/rebuild';
import { formatTime } from '@image-factory/core/text';
import type { ExplainedBase, Explanation, PlannedBase, PlannedImage } from '@image-factory/use-cases';
import { joinSections, section } from '../../report/sections.ts';
import { useText } from '../../report/uses.ts';
import type { Page } from '../../terminal/page.ts';
import { printable } from '../../terminal/printable.ts';
import { table, type Cell } from '../../terminal/table.ts';
import { wrap } from '../../terminal/wrap.ts';

/** What there is to say about the rebuilds of an image. */
export interface Rebuilds {
  readonly rebuild: PlannedImage | undefined;
  readonly emergencies: Emergencies | undefined;
  readonly scans: readonly RebuildScan[] | undefined;
}

/** Everything that is known about an image, in the order in which a person asks. */
export function renderExplanation(explanation: Explanation, { rebuild, emergencies, scans = [] }: Rebuilds, page: Page): string {
  const { name, kind, image, summary, builtFrom, unknown } = explanation;
  const bases = builtFrom.map((base): Cell[] => [
    String(base.line),
    `${base.image}${useText(base.use)}${base.pinned ? ' (pinned)' : ''}`,
    standsFor(base),
  ]);
  return joinSections([
    `${page.paint('bold', printable(name))} (${kind === 'base' ? 'base image' : kind})\n${summary.flatMap((sentence) => wrap(printable(sentence), page.width, '  ')).join('\n')}`,
    ...section('Image', facts(factsOf(image, explanation), page), page),
    ...section('Source', facts(sourceOf(explanation), page), page),
    ...section('Built from', table(['LINE', 'IMAGE', 'STANDS FOR'], bases, page), page),
    ...section(
      'Not known without a build',
      table(
        ['LINE', 'WRITTEN', 'WHY'],
        unknown.map(({ line, written, why }) => [line, written, why]),
        page,
      ),
      page,
    ),
    ...section('Rebuild', facts(rebuildOf(rebuild), page), page),
    ...section('Emergency rebuilds', facts(emergencyFacts(emergencies), page), page),
    ...section('After rebuilds for vulnerabilities', facts(scans.slice(-5).map(scanFact), page), page),
    ...section('What is built from it', facts(dependentsOf(explanation), page), page),
    ...section('Last failure', facts(failureOf(explanation), page), page),
  ]);
}

function standsFor({ kind, name }: ExplainedBase): string {
  if (kind === 'recorded') return '(recorded, not watched)';
  return kind === 'managed' ? `${name} (built by us)` : name;
}

type Fact = readonly [name: string, value: string | readonly string[] | undefined];

function facts(rows: readonly Fact[], page: Page): string {
  const present = rows.flatMap(([name, value]): Cell[][] => (value === undefined || value.length === 0 ? [] : [[name, value]]));
  return table(['', ''], present, page);
}

function factsOf(image: string, { status, watches, published }: Explanation): Fact[] {
  return [
    ['reference', image],
    ['status', status],
    ['watches', watches],
    ['version', published.version],
    ['digest', published.digest],
    ['last built', published.lastBuilt],
    ['last change', published.lastUpdated],
  ];
}

function sourceOf({ source }: Explanation): Fact[] {
  if (source === undefined) return [];
  return [
    ['repository', source.repository],
    ['branch', source.branch],
    ['Dockerfile', source.dockerfile],
    ['target', source.target],
    ['built by', source.builtBy],
  ];
}

function dependentsOf({ dependents: { direct, all } }: Explanation): Fact[] {
  const indirect = all.filter((name) => !direct.includes(name));
  return [
    ['directly', direct],
    ['through them', indirect],
  ];
}

const decisions: Readonly<Record<PlannedImage['decision'], string>> = {
  rebuild: 'due',
  wait: 'waits',
  hold: 'is held',
  unknown: 'unknown',
  current: 'current',
};

function rebuildOf(rebuild: PlannedImage | undefined): Fact[] {
  if (rebuild === undefined) return [];
  const { decision, why, until, eligibleAt, bases } = rebuild;
  return [
    ['now', decisions[decision]],
    ['why', why],
    ['until', until],
    ['eligible at', eligibleAt],
    ['bases', bases.map(baseLine)],
  ];
}

function baseLine({ reference, freshness, since, moves = [] }: PlannedBase): string {
  if (freshness !== 'changed') return `${reference}: ${freshness}`;
  return `${reference}: moved, first seen ${since ?? '?'} (${moves.map(({ platform }) => platform).join(', ')})`;
}

function emergencyFacts(emergencies: Emergencies | undefined): Fact[] {
  if (emergencies === undefined) return [];
  const { count, last } = emergencies;
  return [
    ['uses', String(count)],
    ['last', last.slice(-5).map(({ at, by, reason }) => `${formatTime(at)}${by === undefined ? '' : ` by ${by}`}: ${reason}`)],
  ];
}

function scanFact({ at, digest, fixed, remaining }: RebuildScan): Fact {
  const named = (ids: readonly string[]) => (ids.length === 0 ? 'none' : ids.join(', '));
  return [formatTime(at), `${digest}; went: ${named(fixed)}; remained: ${named(remaining)}`];
}

function failureOf({ error }: Explanation): Fact[] {
  if (error === undefined) return [];
  return [
    ['code', error.code],
    ['line', error.line],
    ['message', error.message],
  ];
}
