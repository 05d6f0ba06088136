import type { GlobalValues, RunLine } from './command-line/parse.ts';
import { commands } from './commands/index.ts';
import type { Surroundings } from './context.ts';
import type { Ground } from '@image-factory/use-cases';
import { explainFailure } from './failure.ts';
import { refused, type Outcome } from './outcome.ts';
import { findPlace, type Place } from './place/find-place.ts';
import { createSourceLines, type SourceLines } from './place/source-lines.ts';
import { publish } from './publish.ts';
import { createLog } from './terminal/log.ts';
import type { Ports } from './ports.ts';
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
  { cwd, env, stdin, stdout, stderr, clock, openPorts }: Surroundings,
): Promise<Attempt> {
  const command = commands.find(({ spec }) => spec === line.command);
  if (command === undefined) throw new TypeError(`no code for ${line.command.name}`);
  const opened: { lines?: SourceLines } = {};
  const open = async (): Promise<Ports> => {
    const ports = await openPorts(place.root);
    const lines = (opened.lines = createSourceLines(ports.tree));
    return { ...ports, ground: (options) => watched(ports.ground(options), lines) };
  };
  const progress = createProgress(stderr, env, () => clock.now().getTime());
  const log = createLog({ stderr, progress, level: global.verbose ? 'verbose' : global.quiet || global.json ? 'quiet' : 'normal' });
  try {
    const outcome = await command.run(line.given, line.positionals, { cwd, place, clock, env, log, global, stdin, stdout }, open);
    return { outcome, readLine: outcome.readLine ?? opened.lines?.readLine ?? nowhere };
  } finally {
    progress.clear();
  }
}

/** Remembers what was read from where, for the lines of problems. */
function watched(ground: Ground, lines: SourceLines): Ground {
  return { ...ground, sources: (tree) => lines.watch(ground.sources(tree)) };
}

const nowhere: ReadLine = async () => undefined;
