export { diffDetails, type Difference } from './diff.ts';
export { code, escapeMarkdown, link, prose } from './escape.ts';
export { details } from './fold.ts';
export { countProblems, problemList } from './problem-list.ts';
export { table, type Cell } from './table.ts';
