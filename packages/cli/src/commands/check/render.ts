import {
  describeFields,
  headline,
  notes,
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
  const { grants, affected, changes } = report;
  return joinSections([
    wrap(subjectLine(report), page.width).join('\n'),
    ...section(`Who may start or write what (${grants.length} new)`, table(['OF', 'WHAT IS NEW'], grants.map(grantRow), page), page),
    ...section(`Would be rebuilt (${affected.length})`, table(['WAVE', 'IMAGE', 'WHY'], affected.map(affectedRow), page), page),
    ...section(`Would be different (${changes.length})`, table(['CHANGE', 'WHAT', 'NAME', 'FIELDS'], changes.map(changeRow), page), page),
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

function changeRow({ change, kind, name, layer, ...fields }: EntityChange): Cell[] {
  return [change, layer === 'state' ? `${kind} (state)` : kind, name, describeFields(fields)];
}
