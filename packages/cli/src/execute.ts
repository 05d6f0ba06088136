import type { GlobalValues, RunLine } from './command-line/parse.ts';
import { commands } from './commands/index.ts';
import type { Surroundings } from './context.ts';
import { explainFailure } from './failure.ts';
import { refused, type Outcome } from './outcome.ts';
import { findPlace, type Place } from './place/find-place.ts';
import { createSourceLines } from './place/source-lines.ts';
import { publish } from './publish.ts';
import { createLog } from './terminal/log.ts';
import type { ReadLine } from './terminal/problems.ts';
import { createProgress } from './terminal/progress.ts';

/** Runs a command that was read without mistakes. This is the one place that catches what nobody expected. */
export async function execute(line: RunLine, global: GlobalValues, surroundings: Surroundings): Promise<number> {
  const { outcome, readLine } = await attempt(line, global, surroundings);
  const has = (name: string): boolean => line.given.some((option) => option.name === name);
  return publish({ command: line.command, outcome, readLine, strict: has('strict'), exitCode: has('exit-code') }, global, surroundings);
}

interface Attempt {
  readonly outcome: Outcome;
  readonly readLine: ReadLine;
}

async function attempt(line: RunLine, global: GlobalValues, surroundings: Surroundings): Promise<Attempt> {
  const { cwd } = surroundings;
  try {
    const place = findPlace({ cwd, root: global.root, dir: global['image-factory-dir'] });
    return place.ok ? await runIn(place.value, line, global, surroundings) : { outcome: refused([place.error]), readLine: nowhere };
  } catch (cause) {
    return { outcome: await explainFailure(cause, global.verbose, surroundings.stderr), readLine: nowhere };
  }
}

async function runIn(
  place: Place,
  line: RunLine,
  global: GlobalValues,
  { cwd, env, stderr, clock, openPorts }: Surroundings,
): Promise<Attempt> {
  const command = commands.find(({ spec }) => spec === line.command);
  if (command === undefined) throw new TypeError(`no code for ${line.command.name}`);
  const ports = await openPorts(place.root);
  const lines = createSourceLines(ports.tree);
  const progress = createProgress(stderr, env, () => clock.now().getTime());
  const log = createLog({ stderr, progress, level: global.verbose ? 'verbose' : global.quiet || global.json ? 'quiet' : 'normal' });
  try {
    const watched: typeof ports = { ...ports, sources: (...args) => lines.watch(ports.sources(...args)) };
    return {
      outcome: await command.run(line.given, line.positionals, { cwd, place, ports: watched, clock, env, log, global }),
      readLine: lines.readLine,
    };
  } finally {
    progress.clear();
  }
}

const nowhere: ReadLine = async () => undefined;
