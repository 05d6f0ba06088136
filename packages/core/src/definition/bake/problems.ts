import { error, type Position, type Problem } from '../../problem/index.ts';
import type { Complaint, SourceText } from '../hcl/index.ts';
import { lineAt } from './lines.ts';

/** More than anybody reads at once; the rest follows from the first. */
const most = 50;

/** Complaints as problems with line and column, each once. */
export function toProblems(code: 'bake/syntax' | 'bake/invalid' | 'bake/unresolved', complaints: readonly Complaint[]): Problem[] {
  const seen = new Set<string>();
  const problems: Problem[] = [];
  for (const { source, span, message } of complaints) {
    const key = `${source.file}:${span.start}:${message}`;
    if (seen.has(key) || problems.length >= most) continue;
    seen.add(key);
    const range = { start: positionAt(source, span.start), end: positionAt(source, Math.max(span.start, span.end)) };
    problems.push(error(code, message, { source: { file: source.file, range } }));
  }
  return problems;
}

function positionAt(source: SourceText, offset: number): Position {
  const at = Math.min(offset, source.text.length);
  return { line: lineAt(source, at), column: at - source.text.lastIndexOf('\n', at - 1) };
}
