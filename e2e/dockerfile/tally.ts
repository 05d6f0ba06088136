import type { ComparedCase } from './run-cases.ts';
import { designRules } from './compare.ts';
import { allFeatures } from './grammar/grammar.ts';
import { refusalKinds } from './grammar/refusals.ts';
import { refusalLines } from './ours.ts';

/** What came up in many cases. */
export interface Tally {
  cases: number;
  /** Cases that BuildKit builds. */
  built: number;
  different: ComparedCase[];
  /** How often a feature occurred; a kind of refusal counts where BuildKit refused. */
  readonly features: Map<string, number>;
  readonly byDesign: Map<string, number>;
  /** Refusals for which both name a line. We name several, BuildKit the one that it comes to first. */
  readonly lines: { same: number; other: ComparedCase[] };
}

export function startTally(): Tally {
  const zeros = (names: readonly string[]): Map<string, number> => new Map(names.map((name) => [name, 0]));
  return { cases: 0, built: 0, different: [], features: zeros(allFeatures), byDesign: zeros(designRules), lines: { same: 0, other: [] } };
}

export function count(tally: Tally, compared: readonly ComparedCase[]): void {
  for (const one of compared) {
    tally.cases += 1;
    if (one.verdict.ok) tally.built += 1;
    else countLine(tally, one);
    for (const feature of one.features) if (!one.verdict.ok || !refusals.has(feature)) countOne(tally.features, feature);
    if (one.comparison.kind === 'different') tally.different.push(one);
    if (one.comparison.kind === 'by design') countOne(tally.byDesign, one.comparison.rule);
  }
}

const refusals = new Set(refusalKinds);

function countOne(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function countLine(tally: Tally, one: ComparedCase): void {
  const lines = refusalLines(one.ours);
  if (one.verdict.ok || one.verdict.line === undefined || lines.length === 0 || one.comparison.kind === 'by design') return;
  if (lines.includes(one.verdict.line)) tally.lines.same += 1;
  else tally.lines.other.push(one);
}

/** Features that never occurred: the grammar does not reach them, or BuildKit takes what we thought it refuses. */
export function missingFeatures({ features }: Tally): string[] {
  return [...features].filter(([, times]) => times === 0).map(([name]) => name);
}

/** Of the refusals, how many point at BuildKit's line; from 0 to 1. */
export function lineAgreement({ lines }: Tally): number {
  const all = lines.same + lines.other.length;
  return all === 0 ? 1 : lines.same / all;
}
