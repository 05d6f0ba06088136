import { readEnrollment } from '../enrollment/index.ts';
import { warning, type Problem, type SourceLocation } from '../problem/index.ts';
import { show } from '../text/index.ts';
import { parseEditable } from '../yaml/index.ts';
import type { MigrationStep } from './types.ts';

/** How often keys can lie within keys that had to be renamed first. */
const mostRounds = 8;

export interface Extended {
  readonly text: string;
  readonly steps: readonly MigrationStep[];
  readonly problems: readonly Problem[];
}

/**
 * Gives every key that no entry has an `x-` in front: such keys are the author's own and do nothing. Their values,
 * places and comments stay.
 */
export function renameUnknownKeys(path: string, text: string): Extended {
  let current: Extended = { text, steps: [], problems: [] };
  for (let round = 0; round < mostRounds; round += 1) {
    const next = renameOnce(path, current.text);
    if (next === undefined) break;
    current = { text: next.text, steps: [...current.steps, ...next.steps], problems: [...current.problems, ...next.problems] };
  }
  return current;
}

function renameOnce(path: string, text: string): Extended | undefined {
  const lines = text.split('\n');
  const unknown = readEnrollment([{ path, text }]).problems.flatMap((problem) => toKey(path, lines, problem));
  if (unknown.length === 0) return undefined;
  // From the right, so that the columns of the others still hold.
  for (const { line, at } of unknown.toSorted((a, b) => b.at - a.at)) {
    const before = lines[line] ?? '';
    lines[line] = `${before.slice(0, at)}x-${before.slice(at)}`;
  }
  const renamed = lines.join('\n');
  const isSound = parseEditable(renamed, path, 'images').problems.length <= parseEditable(text, path, 'images').problems.length;
  const ordered = unknown.toSorted((a, b) => a.line - b.line || a.at - b.at);
  return isSound
    ? { text: renamed, steps: ordered.map(({ step }) => step), problems: ordered.flatMap(({ problem }) => problem ?? []) }
    : undefined;
}

interface UnknownKey {
  /** From 0. */
  readonly line: number;
  readonly at: number;
  readonly step: MigrationStep;
  /** It may be a misspelt key. */
  readonly problem?: Problem;
}

/** Keys of CascadeGuard that have no counterpart, or whose counterpart is there already: they are not misspelt. */
const foreignKeys: readonly string[] = [
  'image',
  'tag',
  'dockerfile',
  'quarantine',
  'namespace',
  'build',
  'tagging',
  'fullImage',
  'tier',
  'category',
];

function toKey(file: string, lines: readonly string[], { code, source, image, hint }: Problem): UnknownKey[] {
  const range = source?.range;
  if (code !== 'enrollment/unknown-key' || range === undefined || range.start.line !== range.end.line) return [];
  const line = range.start.line - 1;
  const written = lines[line]?.slice(range.start.column - 1, range.end.column - 1) ?? '';
  const quote = /^['"]/.test(written) ? 1 : 0;
  const key = written.slice(quote, written.length - quote);
  const meant = /^Did you mean .*\?$/.exec(hint ?? '')?.[0];
  const problem = meant === undefined || foreignKeys.includes(key) ? undefined : misspelt(key, meant, { file, range }, image);
  return [
    {
      line,
      at: range.start.column - 1 + quote,
      ...(problem === undefined ? {} : { problem }),
      step: {
        file,
        field: image === undefined ? key : `${image}.${key}`,
        did: 'renamed',
        from: key,
        to: `x-${key}`,
        why: 'not a key that an entry has: kept, and does nothing',
      },
    },
  ];
}

function misspelt(key: string, hint: string, source: SourceLocation, image: string | undefined): Problem {
  return warning('migrate/unknown-key', `${show(key)} is not a key that is known here; it was kept as ${show(`x-${key}`)}.`, {
    hint,
    source,
    ...(image === undefined ? {} : { image }),
  });
}
