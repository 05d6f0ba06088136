// pnpm bench: what the shipped bundles cost, and whether what they write is right. See docs/benchmarks.md.
import { availableParallelism } from 'node:os';
import { measureSize, type Measurement } from './measure-size.ts';
import { readOptions, usage, type Options } from './options.ts';
import { measureStarts } from './start-up.ts';
import { startTable, workTable } from './table.ts';

const options = readOptions(process.argv.slice(2));
if (options === undefined) console.log(usage);
else await bench(options);

async function bench(options: Options): Promise<void> {
  const say = (text: string): void => console.error(text);
  const starts = await measureStarts(options);
  const measurements: Measurement[] = [];
  for (const size of options.sizes) measurements.push(...(await measureSize(size, options, say)));
  const machine = { node: process.version, platform: `${process.platform}/${process.arch}`, cores: availableParallelism() };
  if (options.json) {
    console.log(JSON.stringify({ machine, runs: options.runs, seed: options.seed, starts, measurements }, null, 2));
  } else {
    console.log(`Node ${machine.node}, ${machine.platform}, ${machine.cores} cores, ${options.runs} runs each\n`);
    console.log(`${startTable(starts)}\n\n${workTable(measurements)}`);
  }
  for (const { work, size, images } of measurements) {
    if (images.wrong.length === 0) continue;
    console.error(`${work}, ${size} images: wrong are ${images.wrong.slice(0, 10).join(', ')}`);
    process.exitCode = 1;
  }
}
