import {
  describeChange,
  describeDifference,
  describeKind,
  headline,
  notes,
  weightiestFirst,
  type AffectedImage,
  type CheckReport,
  type EntityChange,
  type Grant,
} from '@image-factory/use-cases';
import { joinSections, section } from '../../report/sections.ts';
import type { Page } from '../../terminal/page.ts';
import { table, type Cell } from '../../terminal/table.ts';
import { wrap } from '../../terminal/wrap.ts';

/** What a change would do, for people; its problems are printed elsewhere. */
export function renderCheck(report: CheckReport, page: Page): string {
  const { grants, affected, changes, pending = [] } = report;
  return joinSections([
    wrap(subjectLine(report), page.width).join('\n'),
    ...section(`Who may start or write what (${grants.length} new)`, table(['OF', 'WHAT IS NEW'], grants.map(grantRow), page), page),
    ...section(`Would be rebuilt (${affected.length})`, table(['WAVE', 'IMAGE', 'WHY'], affected.map(affectedRow), page), page),
    ...changeSection('Would be different', changes, page),
    ...changeSection('The next update does to the manifests anyway', pending, page),
    notes(report)
      .flatMap((note) => wrap(note, page.width))
      .join('\n'),
    page.paint('bold', `${headline(report)}.`),
  ]);
}

function subjectLine({ subject: { base, head } }: CheckReport): string {
  return `${head === undefined ? 'The work tree' : `Commit ${head.slice(0, 12)}`}, compared with commit ${base.slice(0, 12)}.`;
}

function grantRow({ image, file = '', text, before }: Grant): Cell[] {
  return [image ?? file, before === undefined ? text : `${text} (before: ${before})`];
}

function affectedRow({ image, wave, because }: AffectedImage): Cell[] {
  return [wave === undefined ? '-' : String(wave), image, because.join('; ')];
}

/** More rows nobody reads; `--json` has them all. */
const mostRows = 200;

function changeSection(title: string, changes: readonly EntityChange[], page: Page): string[] {
  const rows = weightiestFirst(changes).slice(0, mostRows).map(changeRow);
  const more = changes.length - rows.length;
  return [
    ...section(`${title} (${changes.length})`, table(['CHANGE', 'WHAT', 'NAME', 'WHAT DIFFERS'], rows, page), page),
    ...(more === 0 ? [] : [`… and ${more} more, which \`--json\` shows.`]),
  ];
}

function changeRow(change: EntityChange): Cell[] {
  return [describeChange(change), describeKind(change), change.name, describeDifference(change)];
}
