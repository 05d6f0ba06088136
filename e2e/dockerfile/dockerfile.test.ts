import { beforeAll, expect, it } from 'vitest';
import { brokenAnalyzers } from './broken.ts';
import { Judge } from './judge.ts';
import { describeJudge } from './judge.fixture.ts';
import { analyze } from './ours.ts';
import { compareCase, judgeCases, makeCases, shrinkCase, type JudgedCase } from './run-cases.ts';
import { count, lineAgreement, missingFeatures, startTally } from './tally.ts';

const caseCount = 3000;
const seed = 1;

describeJudge('our analysis and BuildKit', (program) => {
  let judged: readonly JudgedCase[] = [];
  const tally = startTally();

  beforeAll(async () => {
    await using judge = new Judge(program);
    judged = await judgeCases(makeCases(caseCount, seed), judge);
    count(
      tally,
      judged.map((one) => compareCase(one, analyze)),
    );
  }, 120_000);

  it(`agree on ${caseCount} generated Dockerfiles`, async () => {
    await using judge = new Judge(program);
    const smallest = [];
    for (const one of tally.different.slice(0, 3)) smallest.push(await shrinkCase(one, judge, analyze));
    expect(smallest).toEqual([]);
    expect(tally.different.length).toBe(0);
    expect(tally.cases).toBe(caseCount);
  });

  it('meet every feature and every kind of refusal on the way', () => {
    expect(missingFeatures(tally)).toEqual([]);
    expect([...tally.byDesign].filter(([, times]) => times === 0)).toEqual([]);
    expect(tally.built).toBeGreaterThan(caseCount * 0.4);
  });

  it('mostly point at the same line of a file that is refused', () => {
    expect(lineAgreement(tally)).toBeGreaterThan(0.9);
  });

  it.each(Object.entries(brokenAnalyzers))('an analyzer that %s is caught', (_mistake, analyzer) => {
    const isCaught = judged.some((one) => compareCase(one, analyzer).comparison.kind === 'different');
    expect(isCaught).toBe(true);
  });
});
