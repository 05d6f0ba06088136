import { code, details, prose, table } from '@image-factory/action-kit';
import { notice, type Problem } from '@image-factory/core/problem';
import { notParted, renderSections, shownProblems, type CheckReport, type Grant, type Markdown } from '@image-factory/use-cases';

/** Markdown in which every text shows as that text. */
export const markdown: Markdown = { code, details, prose, table };

/** The job summary. */
export function renderSummary(report: CheckReport): string {
  return `## Image Factory: check\n\n${renderSections(report, markdown, { rows: 500, text: 1000 })}`;
}

/** What is marked in the files of the change: problems, and where new rights are written. */
export function toProblems({ problems, grants }: CheckReport, parted: boolean): Problem[] {
  return [...shownProblems(problems), ...(parted ? [] : [notParted()]), ...grants.map(toNotice)];
}

function toNotice({ image, text, before, file, line }: Grant): Problem {
  const what = image === undefined ? `New: ${text}` : `New: ${image} ${text}`;
  return notice('check/grant', `${what}${before === undefined ? '' : ` (before: ${before})`}.`, {
    ...(image === undefined ? {} : { image }),
    ...(file === undefined
      ? {}
      : { source: { file, ...(line === undefined ? {} : { range: { start: { line, column: 1 }, end: { line, column: 1 } } }) } }),
  });
}
