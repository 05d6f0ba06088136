import { shortHash } from '@image-factory/core/text';
import type { Markdown } from './markdown.ts';
import type { CheckReport } from './report.ts';
import { headline, renderSections, type Room } from './sections.ts';

/**
 * By this a later run finds the comment of an earlier one, to change it instead of adding another. Each factory of a
 * repository has a comment of its own; its folder is told by a hash, since a path could end the mark early.
 */
export function commentMarker({ subject: { dir } }: CheckReport): string {
  return dir === undefined ? '<!-- image-factory:check -->' : `<!-- image-factory:check:${shortHash(dir)} -->`;
}

/** The longest comment that GitHub takes, in characters. */
export const longestComment = 65_536;

/** From all that anybody reads to the least that says something. */
const rooms: readonly Room[] = [
  { rows: 100, text: 500 },
  { rows: 50, text: 300 },
  { rows: 20, text: 200 },
  { rows: 10, text: 100 },
  { rows: 0, text: 100 },
];

/**
 * The comment for a pull request: marked, every text of the report escaped, and never longer than GitHub takes. The same
 * report gives the same bytes.
 *
 * @param report - what `readCheckReport` let through: it may come from a job that ran somebody else's change
 */
export function renderComment(report: CheckReport, markdown: Markdown): string {
  for (const room of rooms) {
    const body = withFrame(report, renderSections(report, markdown, room), markdown);
    // In UTF-16 units, of which there are never fewer than characters.
    if (body.length <= longestComment) return body;
  }
  return withFrame(report, `**${markdown.prose(headline(report))}**`, markdown);
}

function withFrame(report: CheckReport, sections: string, { code }: Markdown): string {
  const { base, head, dir } = report.subject;
  const what = `Compared ${head === undefined ? 'the work tree' : code(head.slice(0, 12))} with ${code(base.slice(0, 12))}.`;
  const where = dir === undefined ? '' : ` in ${code(dir)}`;
  return `${commentMarker(report)}\n## Image Factory: what this change does${where}\n\n${sections}\n\n${what}\n`;
}
