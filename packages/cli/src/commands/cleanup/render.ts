import type { CleanupReport } from '@image-factory/use-cases';
import { fileRows } from '../../report/files.ts';
import { counted, joinSections, section } from '../../report/sections.ts';
import type { Page } from '../../terminal/page.ts';
import { table } from '../../terminal/table.ts';

/** What there is, since when, and what becomes of it. */
export function renderCleanup(report: CleanupReport, page: Page): string {
  const { items, files, dryRun, changed } = report;
  const rows = items.map(({ action, kind, path, since = '', why }) => [action, kind, `${path.split('/').at(-1)}`, since.slice(0, 10), why]);
  const would = dryRun ? ' (dry run: nothing was written)' : '';
  return joinSections([
    ...section('What grows', table(['WHAT', 'KIND', 'FILE', 'SINCE', 'WHY'], rows, page), page),
    ...section(`Files${would}`, table(['WHAT', 'PATH'], fileRows(files, page.everything), page), page),
    page.paint(changed ? 'green' : 'bold', conclusion(report)),
  ]);
}

function conclusion({ items, files, dryRun, changed }: CleanupReport): string {
  if (changed)
    return dryRun ? `${counted(files.length, 'file')} would change; nothing was written.` : `${counted(files.length, 'file')} changed.`;
  return items.length === 0 ? 'Nothing is archived or set aside.' : 'Nothing to prune.';
}
