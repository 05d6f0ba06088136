// What the action costs beside plain buildx, on a real BuildKit. See docs/building.md.
import { runProcess } from '@image-factory/testkit';
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { median } from '../numbers.ts';
import { startFactory } from './factory.ts';

const usage = `Usage: node --conditions=@image-factory/source bench/builds/main.ts [OPTIONS]

  --rounds 10    how often each is measured, in turn
  --latency 0,20 milliseconds that a question to the registry takes on its way; a table row each
  --files 4000   how many files the context has, 8 KB each

Needs root and BuildKit with buildx on the PATH (.ci/tools), and dist/build-image.`;

/** What was measured, in milliseconds of wall time, a value a round. */
interface Times {
  readonly plain: readonly number[];
  readonly build: readonly number[];
  readonly unchanged: readonly number[];
}

const layers = Array.from({ length: 12 }, (_, index) => `RUN echo ${index} > /layer-${index}\n`).join('');
const dockerfile = `FROM node:22\nCOPY source /source\n${layers}`;
const most = { overheadMs: 300, ratio: 1.2 };

const text = { type: 'string' } as const;
const { values } = parseArgs({ options: { rounds: text, latency: text, files: text, help: { type: 'boolean' } } });
if (values.help === true) console.log(usage);
else await report(Number(values.rounds ?? '10'), (values.latency ?? '0,20').split(',').map(Number), Number(values.files ?? '4000'));

async function report(rounds: number, latencies: readonly number[], files: number): Promise<void> {
  const machine = `Node ${process.version}, ${process.platform}/${process.arch}, ${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1)}`;
  console.log(`${machine}; medians of ${rounds}, least in brackets; 2 platforms, 14 layers, provenance and SBOM\n`);
  console.log('| registry | `buildx build`, cached | the action, `build` | more | the action, nothing changed | against cached |');
  console.log('| --- | ---: | ---: | ---: | ---: | ---: |');
  for (const latency of latencies) {
    const { plain, build, unchanged } = await measure(rounds, latency, files);
    const more = median(build.map((ms, round) => ms - (plain[round] ?? 0)));
    const ratio = median(unchanged.map((ms, round) => ms / (plain[round] ?? 0)));
    console.log(
      `| ${latency} ms away | ${shown(plain)} | ${shown(build)} | ${more.toFixed(0)} ms | ${shown(unchanged)} | ${ratio.toFixed(2)} × |`,
    );
    if (more > most.overheadMs || ratio > most.ratio) process.exitCode = 1;
  }
}

function shown(times: readonly number[]): string {
  return `${median(times).toFixed(0)} ms (${Math.min(...times).toFixed(0)})`;
}

async function measure(rounds: number, latency: number, files: number): Promise<Times> {
  const source = Array.from({ length: files }, (_, file) => [`source/${file}.txt`, `${file}\n`.padEnd(8192, 'x')] as const);
  await using factory = await startFactory(latency, new Map([['Dockerfile', dockerfile], ['source/fixed.txt', 'fixed\n'], ...source]));
  const { registry, path: cwd, buildKit, action } = factory;

  /** What the action makes, asked for by hand. A label that differs each time is in both: the same time would be no build. */
  async function plain(round: number): Promise<void> {
    const output = `--output=type=image,name=${registry}/acme/plain,push=true,push-by-digest=true,name-canonical=true`;
    const statements = ['--provenance=mode=max', '--sbom=true', `--label=round=${round}`, '--pull'];
    const args = ['build', '--progress=plain', '--platform=linux/amd64,linux/arm64', output, ...statements, '.'];
    const { exitCode, stderr } = await runProcess('buildx', args, { cwd, env: buildKit.env });
    if (exitCode !== 0) throw new Error(stderr);
  }

  await action({}, 'published');
  await plain(0);
  const times = { plain: [] as number[], build: [] as number[], unchanged: [] as number[] };
  for (let round = 1; round <= rounds; round += 1) {
    times.plain.push(await timed(() => plain(round)));
    times.build.push(await timed(() => action({ mode: 'build' }, 'built')));
    times.unchanged.push(await timed(() => action({}, 'unchanged')));
  }
  return times;
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
