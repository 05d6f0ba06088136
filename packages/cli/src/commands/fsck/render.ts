import type { FsckReport } from '@image-factory/use-cases';
import { fileRows } from '../../report/files.ts';
import { counted, joinSections, section } from '../../report/sections.ts';
import type { Page } from '../../terminal/page.ts';
import { table } from '../../terminal/table.ts';

type Row = FsckReport['findings'][number];

/** What was found, where, and what became of it. */
export function renderFsck(report: FsckReport, page: Page): string {
  const { findings, files, repair, changed } = report;
  const would = repair ? '' : ' (nothing was written)';
  return joinSections([
    ...section(
      'Findings',
      table(
        ['WHAT', 'WHERE', 'REPAIR'],
        findings.map((row) => [row.kind, whereOf(row), repairOf(row)]),
        page,
      ),
      page,
    ),
    ...(changed ? section(`Files${would}`, table(['WHAT', 'PATH'], fileRows(files, page.everything), page), page) : []),
    page.paint(findings.every(isSettled) ? 'green' : 'bold', conclusion(report)),
  ]);
}

function whereOf({ path, line }: Row): string {
  return line === undefined ? path : `${path}:${line}`;
}

function repairOf({ repair, hint, repaired }: Row): string {
  if (repair === undefined) return `not derivable: ${hint ?? 'it is left alone'}`;
  return repaired ? `done: ${repair}` : repair;
}

function isSettled({ repaired, harmless }: Row): boolean {
  return repaired || harmless;
}

function conclusion({ checked, findings, repair }: FsckReport): string {
  const all = `${counted(checked, 'state file')} checked`;
  if (findings.length === 0) return `${all}: everything is as it should be.`;
  if (repair) {
    const repaired = findings.filter((finding) => finding.repaired).length;
    return `${all}: ${repaired} of ${counted(findings.length, 'finding')} repaired.`;
  }
  const derivable = findings.filter((finding) => finding.repair !== undefined).length;
  const next = derivable === 0 ? '' : ` \`image-factory fsck --repair\` puts ${derivable} right.`;
  return `${all}: ${counted(findings.length, 'finding')}.${next}`;
}
