import type { ProblemCode } from './codes.ts';

/** A place in a text; lines and columns count from 1, columns in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** From `start` up to, not including, `end`. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** Where a problem stands: a file by its path in the repository and, when known, the place in it. */
export interface SourceLocation {
  readonly file: string;
  readonly range?: Range;
}

export type Severity = 'error' | 'warning' | 'notice';

/** Something that a person should know about their input. Problems are data: the front door decides what fails. */
export interface Problem {
  readonly severity: Severity;
  readonly code: ProblemCode;
  /** What is wrong, in the user's words. */
  readonly message: string;
  /** What to do next. */
  readonly hint?: string;
  readonly source?: SourceLocation;
  /** The enrolled image that this concerns, when there is one. */
  readonly image?: string;
}

/** What a step of the core gives: its value as far as it could be made, and everything that was wrong. */
export interface Checked<T> {
  readonly value: T;
  readonly problems: readonly Problem[];
}

export type ProblemDetails = Pick<Problem, 'hint' | 'source' | 'image'>;

export function error(code: ProblemCode, message: string, details: ProblemDetails = {}): Problem {
  return { severity: 'error', code, message, ...details };
}

export function warning(code: ProblemCode, message: string, details: ProblemDetails = {}): Problem {
  return { severity: 'warning', code, message, ...details };
}

export function notice(code: ProblemCode, message: string, details: ProblemDetails = {}): Problem {
  return { severity: 'notice', code, message, ...details };
}

export function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some(({ severity }) => severity === 'error');
}

const severityOrder = { error: 0, warning: 1, notice: 2 } as const;

/** Worst first, then by file and place; the order never depends on the order of work. */
export function worstFirst(problems: readonly Problem[]): Problem[] {
  return problems.toSorted(
    (a, b) =>
      severityOrder[a.severity] - severityOrder[b.severity] ||
      compareText(a.source?.file ?? '', b.source?.file ?? '') ||
      (a.source?.range?.start.line ?? 0) - (b.source?.range?.start.line ?? 0) ||
      (a.source?.range?.start.column ?? 0) - (b.source?.range?.start.column ?? 0) ||
      compareText(a.code, b.code) ||
      compareText(a.message, b.message),
  );
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** A range within one line; `length` in UTF-16 units. */
export function rangeInLine(line: number, column: number, length: number): Range {
  return { start: { line, column }, end: { line, column: column + length } };
}

/** `file:line:column`, as far as it is known. */
export function formatLocation({ file, range }: SourceLocation): string {
  return range === undefined ? file : `${file}:${range.start.line}:${range.start.column}`;
}
