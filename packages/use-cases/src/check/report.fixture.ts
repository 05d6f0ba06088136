import type { Markdown } from './markdown.ts';
import type { CheckReport } from './report.ts';

/** Markdown without its escapes, so that tests read well. */
export const plain: Markdown = {
  code: (text) => `\`${text}\``,
  prose: (text) => text,
  table: (headers, rows) => [headers, ...rows].map((cells) => `| ${cells.map((cell) => (typeof cell === 'string' ? cell : cell.markdown)).join(' | ')} |`).join('\n'),
  details: (summary, markdown) => `<details><summary>${summary}</summary>\n\n${markdown}\n</details>`,
};

export const quiet: CheckReport = {
  version: 1,
  subject: { base: 'b'.repeat(40) },
  problems: [],
  solved: 0,
  changes: [],
  affected: [],
  size: 'none',
  blocked: [],
  grants: [],
  credentials: [],
  matrix: [],
  emptyReason: 'Nothing that an enrolled image is built from changed.',
};

/** A report with as many of everything as asked for, every text the same. */
export function fullReport(count: number, text: string): CheckReport {
  const times = <T>(item: T): T[] => Array.from({ length: count }, () => item);
  const entry = { image: text, wave: 1, reference: text, repository: text, branch: text, dockerfile: text, context: text, target: text, platforms: text };
  return {
    ...quiet,
    subject: { base: 'b'.repeat(40), head: 'a'.repeat(40), pullRequest: 7 },
    problems: times(true).map((_, index) => ({
      severity: 'error',
      code: 'yaml/syntax',
      message: text,
      hint: text,
      image: text,
      source: { file: text, range: { start: { line: 1, column: 2 }, end: { line: 1, column: 3 } } },
      old: index % 2 === 1,
    })),
    solved: count,
    changes: times({ layer: 'state', kind: text, name: text, change: 'changed', was: text, note: text, fields: [{ path: text, change: 'changed', before: text, after: text }], fieldCount: 3 }),
    pending: times({ layer: 'manifest', kind: text, name: text, change: 'removed', note: text, fields: [], fieldCount: 0 }),
    affected: times({ image: text, depth: 1, via: text, because: [text, text], wave: 1 }),
    size: 'large',
    blocked: times(text),
    grants: times({ kind: 'source', image: text, text, before: text, file: text, line: 3 }),
    credentials: times({ image: text, needs: 'app' }),
    matrix: [times(entry).slice(0, 256)],
    emptyReason: '',
  };
}
