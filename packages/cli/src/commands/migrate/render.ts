import { hasErrors } from '@image-factory/core/problem';
import type { MigrateReport } from '@image-factory/use-cases';
import { fileRows, foldersOf } from '../../report/files.ts';
import { counted, joinSections, section } from '../../report/sections.ts';
import type { Page } from '../../terminal/page.ts';
import { table } from '../../terminal/table.ts';

type Step = MigrateReport['steps'][number];

/** What became of every value, file by file, and what to do next. Problems are printed elsewhere. */
export function renderMigrate(report: MigrateReport, dir: string, page: Page): string {
  const { steps, files, dryRun, changed } = report;
  const byFile = Map.groupBy(steps, ({ file }) => file);
  const would = dryRun ? ' (dry run: nothing was written)' : '';
  return joinSections([
    ...[...byFile].flatMap(([file, of]) => section(file, table(['WHAT', 'FIELD', 'HOW'], of.map(stepRow), page, { most: 12 }), page)),
    ...section(`Files${would}`, table(['WHAT', 'PATH'], fileRows(files, page.everything), page), page),
    page.paint(changed ? 'green' : 'bold', conclusion(report)),
    ...(changed ? section('Next', table(['', ''], nextSteps(report, dir), page), page) : []),
  ]);
}

function stepRow({ did, field, from, to, why }: Step): string[] {
  const change = [from, to]
    .filter((text) => text !== undefined)
    .map(field === undefined ? String : inOneLine)
    .join(' → ');
  return [did, field ?? '(the file)', change === '' ? why : `${change}: ${why}`];
}

function inOneLine(text: string): string {
  const line = text.replaceAll(/\s*\n\s*/g, ', ');
  return line.length > 60 ? `${line.slice(0, 60)}…` : line;
}

function conclusion({ dryRun, changed, files, problems }: MigrateReport): string {
  if (!changed) return hasErrors(problems) ? 'Nothing was migrated; there are errors.' : 'Nothing to migrate.';
  return dryRun ? `${counted(files.length, 'file')} would change; nothing was written.` : `${counted(files.length, 'file')} changed.`;
}

function nextSteps({ dryRun, files }: MigrateReport, dir: string): string[][] {
  if (dryRun) return [['image-factory migrate', 'write the files']];
  return [
    [`git diff ${dir}`, 'see what changed in files that were there'],
    ['image-factory update', 'find what the builds pull; write state and manifests'],
    [`git add ${foldersOf(files, dir).join(' ')} && git commit`, 'keep it'],
  ];
}
