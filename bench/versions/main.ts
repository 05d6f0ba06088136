// Versions for many builds of one commit that ask at the same moment.
import { runProcess } from '@image-factory/testkit';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const usage = `Usage: node --conditions=@image-factory/source bench/versions/main.ts [OPTIONS]

  --images 200   how many images are built from one commit; a branch in memory, on which a fetch takes 0.3 s and a push 0.7 s
  --git 20       how many, on git's own server
  --seed 1       of the chance in the pauses`;

/** What came of many builds at once. */
interface Outcome {
  readonly builds: number;
  readonly distinct: number;
  readonly lost: number;
  readonly duplicate: number;
  readonly refused: number;
  readonly said?: string;
  readonly tries: readonly number[];
  readonly seconds: readonly number[];
}

const crowd = fileURLToPath(new URL('../../packages/cli/test/versions/process.fixture.ts', import.meta.url));

const text = { type: 'string' } as const;
const { values } = parseArgs({ options: { images: text, git: text, seed: text, help: { type: 'boolean' } } });
if (values.help === true) console.log(usage);
else await measure([values.images ?? '200', values.git ?? '20', values.seed ?? '1']);

async function measure(sizes: readonly string[]): Promise<void> {
  const args = ['--conditions=@image-factory/source', crowd, ...sizes];
  const { exitCode, stdout, stderr } = await runProcess(process.execPath, args, { cwd: import.meta.dirname, timeoutMs: 1_200_000 });
  if (exitCode !== 0) throw new Error(stderr);
  const outcomes = Object.entries(JSON.parse(stdout) as Readonly<Record<string, Outcome>>);
  const head = ['what', 'versions', 'lost', 'duplicate', 'refused', 'tries p50', 'tries max', 'p50 s', 'max s'];
  const rows = [head, head.map((_, column) => (column === 0 ? '---' : '---:')), ...outcomes.map(([name, outcome]) => rowOf(name, outcome))];
  console.log(`Node ${process.version}, ${process.platform}/${process.arch}\n\n${rows.map((row) => `| ${row.join(' | ')} |`).join('\n')}`);
  for (const [name, { said, distinct, builds, lost }] of outcomes) {
    if (said !== undefined) console.error(`${name}: ${said}`);
    if (distinct !== builds || lost > 0) process.exitCode = 1;
  }
}

function rowOf(name: string, { builds, distinct, lost, duplicate, refused, tries, seconds }: Outcome): readonly string[] {
  const [byTries, bySeconds] = [tries.toSorted((a, b) => a - b), seconds.toSorted((a, b) => a - b)];
  const middle = Math.floor(builds / 2);
  const timed = [byTries[middle] ?? 0, byTries.at(-1) ?? 0, (bySeconds[middle] ?? 0).toFixed(1), (bySeconds.at(-1) ?? 0).toFixed(1)];
  return [name, `${distinct} of ${builds}`, ...[lost, duplicate, refused, ...timed].map(String)];
}
