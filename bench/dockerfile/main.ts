// What the analysis of Dockerfiles costs, and that nothing brings it down. See docs/dockerfile.md.
import { compareCosts, costTable } from './costs.ts';
import { growthTable, measureGrowth } from './growth.ts';
import { filesBelow, generatedFiles } from './inputs.ts';
import { analyzeMutations, percentile } from './mutations.ts';
import { readOptions, usage, type Options } from './options.ts';

const options = readOptions(process.argv.slice(2));
if (options === undefined) console.log(usage);
else if (options.mutate === undefined) await compare(options);
else mutate(options.mutate, options.seed);

async function compare(options: Options): Promise<void> {
  const texts = options.files === undefined ? generatedFiles(options.count, options.seed) : filesBelow(options.files);
  if (texts.length === 0) throw new TypeError('There is no Dockerfile to measure with.');
  console.log(
    `Node ${process.version}, ${process.platform}/${process.arch}, ${texts.length} files of ${(texts.join('').length / 1000).toFixed(0)} kB\n`,
  );
  console.log(costTable(await compareCosts(texts, options)));
}

function mutate(count: number, seed: number): void {
  const { crashes, times, largeTimes, slowest, bytes } = analyzeMutations(count, seed);
  console.log(`${count} files, ${(bytes / 1e6).toFixed(0)} MB: ${crashes.length} crashes; ${describeTimes(times)}`);
  console.log(`${largeTimes.length} of them have more than 64 KiB: ${describeTimes(largeTimes)}`);
  console.log(`The slowest has ${slowest.text.length} characters and begins with ${JSON.stringify(slowest.text.slice(0, 200))}.\n`);
  for (const { index, error } of crashes.slice(0, 10)) console.error(`file ${index}: ${String(error)}`);
  if (crashes.length > 0) process.exitCode = 1;
  console.log(growthTable(measureGrowth()));
}

function describeTimes(sorted: Float64Array): string {
  const [p50, p99, most] = [0.5, 0.99, 1].map((share) => percentile(sorted, share).toFixed(2));
  return `p50 ${p50} ms, p99 ${p99} ms, most ${most} ms`;
}
