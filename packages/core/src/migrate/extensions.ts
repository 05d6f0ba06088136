import { readEnrollment } from '../enrollment/index.ts';
import type { Problem } from '../problem/index.ts';
import { parseEditable } from '../yaml/index.ts';
import type { MigrationStep } from './types.ts';

/** How often keys can lie within keys that had to be renamed first. */
const mostRounds = 8;

export interface Extended {
  readonly text: string;
  readonly steps: readonly MigrationStep[];
}

/**
 * Gives every key that no entry has an `x-` in front: such keys are the author's own and do nothing. Their values,
 * places and comments stay.
 */
export function renameUnknownKeys(path: string, text: string): Extended {
  let current: Extended = { text, steps: [] };
  for (let round = 0; round < mostRounds; round += 1) {
    const next = renameOnce(path, current.text);
    if (next === undefined) break;
    current = { text: next.text, steps: [...current.steps, ...next.steps] };
  }
  return current;
}

function renameOnce(path: string, text: string): Extended | undefined {
  const unknown = readEnrollment([{ path, text }]).problems.flatMap((problem) => toKey(path, text, problem));
  if (unknown.length === 0) return undefined;
  const lines = text.split('\n');
  // From the right, so that the columns of the others still hold.
  for (const { line, at } of unknown.toSorted((a, b) => b.at - a.at)) {
    const before = lines[line] ?? '';
    lines[line] = `${before.slice(0, at)}x-${before.slice(at)}`;
  }
  const renamed = lines.join('\n');
  const isSound = parseEditable(renamed, path, 'images').problems.length <= parseEditable(text, path, 'images').problems.length;
  const steps = unknown.toSorted((a, b) => a.line - b.line || a.at - b.at).map(({ step }) => step);
  return isSound ? { text: renamed, steps } : undefined;
}

interface UnknownKey {
  /** From 0. */
  readonly line: number;
  readonly at: number;
  readonly step: MigrationStep;
}

function toKey(file: string, text: string, { code, source, image, hint }: Problem): UnknownKey[] {
  const range = source?.range;
  if (code !== 'enrollment/unknown-key' || range === undefined || range.start.line !== range.end.line) return [];
  const line = range.start.line - 1;
  const written = text.split('\n', range.start.line)[line]?.slice(range.start.column - 1, range.end.column - 1) ?? '';
  const quote = /^['"]/.test(written) ? 1 : 0;
  const key = written.slice(quote, written.length - quote);
  return [{ line, at: range.start.column - 1 + quote, step: { file, field: image === undefined ? key : `${image}.${key}`, did: 'renamed', from: key, to: `x-${key}`, why: whyFor(hint) } }];
}

function whyFor(hint: string | undefined): string {
  const meant = /^(Did you mean .*\?|.* belongs .*)$/.exec(hint ?? '')?.[0];
  return `not a key that an entry has: kept, and does nothing${meant === undefined ? '' : ` (${meant})`}`;
}
