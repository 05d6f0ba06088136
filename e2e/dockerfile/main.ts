// node --conditions=@image-factory/source e2e/dockerfile/main.ts --cases 20000 --seed 7
// Our analysis of Dockerfiles against BuildKit, over more cases than the tests have time for.
import { parseArgs } from 'node:util';
import { Judge } from './judge.ts';
import { analyze } from './ours.ts';
import { describeTally } from './report.ts';
import { compareCase, judgeCases, makeCases, shrinkCase } from './run-cases.ts';
import { count, missingFeatures, startTally } from './tally.ts';

const text = { type: 'string' } as const;
const { values } = parseArgs({ options: { cases: text, seed: text, judge: text, shown: text } });
const cases = Number(values.cases ?? 20_000);
const seed = Number(values.seed ?? Date.now() % 2 ** 31);
const portion = 1000;

await using judge = new Judge(values.judge ?? 'dockerfile-judge');
const tally = startTally();
for (let done = 0; done < cases; done += portion) {
  const judged = await judgeCases(makeCases(Math.min(portion, cases - done), seed + done), judge);
  count(
    tally,
    judged.map((one) => compareCase(one, analyze)),
  );
}
console.log(`Seed ${seed}\n${describeTally(tally)}`);
for (const one of tally.different.slice(0, Number(values.shown ?? 10))) {
  const { question, what } = await shrinkCase(one, judge, analyze);
  console.log(`\n${what}\n${JSON.stringify(question)}`);
}
if (tally.different.length > 0 || missingFeatures(tally).length > 0) process.exitCode = 1;
