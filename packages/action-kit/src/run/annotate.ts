import { error, notice, warning, type AnnotationProperties } from '@actions/core';
import type { Problem, Range } from '@image-factory/core/problem';
import { logLine, logText } from '../text/command-free.ts';

const commands = { error, warning, notice } as const;

/** Marks the line that a problem is about, or the run when it has no place. */
export function annotate(problem: Problem): void {
  commands[problem.severity](annotationText(problem), annotationProperties(problem));
}

export function annotationText({ message, hint }: Pick<Problem, 'message' | 'hint'>): string {
  return logText(hint === undefined ? message : `${message}\n${hint}`);
}

function annotationProperties({ code, source }: Pick<Problem, 'code' | 'source'>): AnnotationProperties {
  if (source === undefined) return { title: code };
  return { title: code, file: logLine(source.file), ...(source.range && rangeProperties(source.range)) };
}

/** The runner takes columns only when a range is within one line. */
function rangeProperties({ start, end }: Range): AnnotationProperties {
  if (start.line === end.line) return { startLine: start.line, endLine: end.line, startColumn: start.column, endColumn: end.column };
  const lastLine = end.column === 1 ? end.line - 1 : end.line; // the end is not part of the range
  return { startLine: start.line, endLine: lastLine };
}
