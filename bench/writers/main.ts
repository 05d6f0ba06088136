// What becomes of many who write at once, ours beside what is usually done. See docs/reliability.md.
import { availableParallelism } from 'node:os';
import { largeTable, measureLarge } from './large.ts';
import { readOptions, usage, type Options } from './options.ts';
import { race, type RaceOutcome } from './race.ts';
import { strategies, type Strategy } from './strategies.ts';
import { raceTable, type Races } from './table.ts';
import { writePart } from './write-part.ts';

const options = readOptions(process.argv.slice(2));
if (options === undefined) console.log(usage);
else if (options.images === undefined) await compare(options);
else await measure(options.images, options);

async function compare(options: Options): Promise<void> {
  const { writers: counts, files: kinds, repeats, write } = options;
  const wanted = strategies.filter(({ name }) => options.strategies.includes(name));
  const done: Races[] = [];
  for (const writers of counts)
    for (const files of kinds)
      for (const strategy of wanted) {
        const outcomes = await repeated(repeats, () => race({ strategy, writers, files, dist: options.dist }));
        done.push({ strategy: strategy.name, writers, files, outcomes });
        report(strategy, `${writers} writers, ${files} files`, outcomes);
        if (strategy.isOurs && !outcomes.every((outcome) => isPerfect(outcome, writers))) process.exitCode = 1;
      }
  await show('writers', `${machine()}, ${repeats} × each\n\n${raceTable(done)}`, write);
}

async function measure(images: number, { repeats, dist, write }: Options): Promise<void> {
  await show('large', `${machine()}\n\n${largeTable(await measureLarge(images, repeats, dist))}`, write);
}

async function repeated<Value>(count: number, once: () => Promise<Value>): Promise<Value[]> {
  const values: Value[] = [];
  for (let done = 0; done < count; done += 1) values.push(await once());
  return values;
}

function isPerfect({ landed, lost, duplicate }: RaceOutcome, writers: number): boolean {
  return landed === writers && lost === 0 && duplicate === 0;
}

/** Progress, and why some did not land: not part of the table. */
function report({ name }: Strategy, condition: string, outcomes: readonly RaceOutcome[]): void {
  console.error(`${condition}, ${name}: ${outcomes.map(({ landed }) => landed).join(', ')} landed`);
  const [said] = outcomes.flatMap((outcome) => outcome.said);
  if (said !== undefined) console.error(`  for example: ${said.slice(0, 160)}`);
}

async function show(part: string, text: string, write: boolean): Promise<void> {
  console.log(text);
  if (write) await writePart(part, text);
}

function machine(): string {
  return `Node ${process.version}, ${process.platform}/${process.arch}, ${availableParallelism()} cores`;
}
