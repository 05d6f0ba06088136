import * as fc from 'fast-check';
import { compare, type Comparison } from './compare.ts';
import { anyCase } from './grammar/grammar.ts';
import type { Judge } from './judge.ts';
import type { Analyzer, OurAnswer } from './ours.ts';
import type { Case, Question, Verdict } from './question.ts';
import { shrink } from './shrink.ts';

/** A case with BuildKit's verdict. */
export interface JudgedCase extends Case {
  readonly verdict: Verdict;
}

/** The same cases for the same numbers. */
export function makeCases(count: number, seed: number): Case[] {
  return fc.sample(anyCase, { numRuns: count, seed });
}

export async function judgeCases(cases: readonly Case[], judge: Judge): Promise<JudgedCase[]> {
  const verdicts = await judge.ask(cases.map(({ question }) => question));
  return cases.flatMap((one, index) => {
    const verdict = verdicts[index];
    return verdict === undefined ? [] : [{ ...one, verdict }];
  });
}

export interface ComparedCase extends JudgedCase {
  readonly ours: OurAnswer;
  readonly comparison: Comparison;
}

export function compareCase(one: JudgedCase, analyzer: Analyzer): ComparedCase {
  const ours = analyzer(one.question);
  return { ...one, ours, comparison: compare(one.question, one.verdict, ours) };
}

/** The smallest question that still shows a difference of some kind. */
export async function shrinkCase(
  { question, comparison }: ComparedCase,
  judge: Judge,
  analyzer: Analyzer,
): Promise<{ question: Question; what: string }> {
  let what = comparison.kind === 'different' ? comparison.what : '';
  const smallest = await shrink(question, async (smaller) => {
    const [one] = await judgeCases([{ question: smaller, features: [] }], judge);
    const found = one === undefined ? undefined : compareCase(one, analyzer).comparison;
    if (found?.kind !== 'different') return false;
    ({ what } = found);
    return true;
  });
  return { question: smallest, what };
}
