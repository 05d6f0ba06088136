import type { ObservedImage, ObserveReport } from '@image-factory/use-cases';
import { fileRows } from '../../report/files.ts';
import { counted, joinSections, section } from '../../report/sections.ts';
import type { Page } from '../../terminal/page.ts';
import { table } from '../../terminal/table.ts';

/** What is new, what could not be asked, and what was written. */
export function renderObservation(report: Omit<ObserveReport, 'problems'>, page: Page): string {
  const { observed, files, dryRun } = report;
  const shown = page.everything ? observed : observed.filter(({ outcome }) => outcome !== 'same');
  const rows = shown.flatMap(toRows);
  const would = dryRun ? ' (dry run: nothing was written)' : '';
  return joinSections([
    ...section('Looked up', table(['WHAT', 'NAME', 'WHY'], rows, page), page),
    ...section(`Files${would}`, table(['WHAT', 'PATH'], fileRows(files, page.everything), page), page),
    observed.length === 0 ? '' : page.paint(report.changed ? 'green' : 'bold', conclusion(report)),
  ]);
}

function toRows({ name, outcome, news, reference }: ObservedImage): string[][] {
  const [first = reference, ...more] = news.map(({ why }) => why);
  return [[outcome, name, first], ...more.map((why) => ['', '', why])];
}

function conclusion({ observed, failed, files, dryRun }: Omit<ObserveReport, 'problems'>): string {
  const moved = observed.filter(({ news }) => news.some(({ kind }) => kind === 'moved')).length;
  const written =
    files.length === 0
      ? 'Nothing to write.'
      : `${counted(files.length, 'file')} ${dryRun ? 'would change; nothing was written.' : 'changed.'}`;
  const missed = failed === 0 ? '' : ` ${counted(failed, 'look-up')} failed.`;
  return `${counted(observed.length, 'image')} looked up, ${moved} moved.${missed} ${written}`;
}
