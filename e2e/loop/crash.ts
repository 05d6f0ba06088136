import { countEffects, runUntilKilled } from '@image-factory/testkit';
import { isDeepStrictEqual } from 'node:util';
import { commandLine } from '../writers/program.ts';
import type { Factory } from './factory.ts';
import { baseIsDue, runIsGreen, runIsRed, situation, type Situation } from './situations.ts';

/** What a sweep finds, and what there must be in the end, however often it was ended in between. */
export interface CrashScenario {
  readonly name: string;
  readonly begin: Parameters<typeof situation>[0];
  /** Images that were started, in that order, each as often as it stands here. */
  readonly started: readonly string[];
  /** What must be recorded, by image: the fields of its rebuild that count. */
  recorded(factory: Factory): Promise<Readonly<Record<string, object>>>;
}

export const crashScenarios: readonly CrashScenario[] = [
  {
    name: 'a base is due',
    begin: baseIsDue,
    started: ['app'],
    recorded: async (factory) => ({ app: { status: 'dispatched', attempts: 0, run: { id: runOf(factory, 'app') } } }),
  },
  {
    name: 'a run was green, and its image is another one now',
    begin: runIsGreen,
    started: ['app', 'site'],
    recorded: async (factory) => ({
      app: { status: 'monitoring', pendingRebuild: false, builtKeys: [keysOf(factory)[0] ?? ''] },
      site: { status: 'dispatched', cause: 'parent', run: { id: runOf(factory, 'site') } },
    }),
  },
  {
    name: 'a run was red',
    begin: runIsRed,
    started: ['app', 'app'],
    async recorded({ github }) {
      const [first, second] = github.repository('acme/factory').runs;
      return { app: { status: 'dispatched', attempts: 1, failedRuns: [String(first?.id)], run: { id: String(second?.id) } } };
    },
  },
];

/** What became of a sweep that was ended at one of its points, and made again. */
export interface CrashOutcome {
  readonly scenario: string;
  /** From 1. */
  readonly number: number;
  /** `before:push`; where it was killed, or where it should have been. */
  readonly point: string;
  /** Whether it was killed there. */
  readonly isHit: boolean;
  /** Whether a build had been started by then. */
  readonly landed: boolean;
  /** What is not as it must be; empty when nothing was lost and nothing was started twice. */
  readonly wrong: readonly string[];
}

const announced = new URL('./announce-effects.ts', import.meta.url);
const sweep = commandLine(['dispatch'], announced);
const atOnce = 3;

/** A sweep that nobody ends: all that others see of it, in that order. Throws where it is not what it must be. */
export async function pointsOf(place: Situation, scenario: CrashScenario): Promise<readonly string[]> {
  await using factory = await place.open();
  await using clone = await factory.clone();
  const before = factory.github.writes;
  const points = await countEffects(process.execPath, sweep, { cwd: clone.path, env: factory.environment() });
  const wrong = await findWrong(factory, scenario);
  // Every request that changed something was announced.
  const requests = points.filter((point) => point.startsWith('before:') && point !== 'before:push').length;
  if (requests !== factory.github.writes - before)
    wrong.push(`${factory.github.writes - before} requests that change something, ${requests} of them announced`);
  if (wrong.length > 0) throw new Error(`${scenario.name}: a sweep that nobody ends: ${wrong.join('; ')}`);
  return points;
}

/**
 * Ends a sweep by SIGKILL at every point, makes it again, and looks. Before an effect others see what they saw after the one
 * ahead of it: of these two moments one is enough.
 */
export async function crashEverywhere(scenario: CrashScenario): Promise<CrashOutcome[]> {
  await using place = await situation(scenario.begin);
  const points = await pointsOf(place, scenario);
  const numbers = points.flatMap((point, index) => (index === 0 || !point.startsWith('before:') ? [index + 1] : []));
  const outcomes: CrashOutcome[] = [];
  for (let next = 0; next < numbers.length; next += atOnce) {
    const some = numbers.slice(next, next + atOnce);
    outcomes.push(...(await Promise.all(some.map((number) => crashAt(place, scenario, number, points[number - 1] ?? '')))));
  }
  return outcomes;
}

async function crashAt(place: Situation, scenario: CrashScenario, number: number, point: string): Promise<CrashOutcome> {
  await using factory = await place.open();
  const before = factory.started().length;
  await using clone = await factory.clone();
  // A push that was begun is anywhere between its first and its last step.
  const afterMs = ((number * 7) % 10) * 6;
  const { killedAt } = await runUntilKilled(process.execPath, sweep, {
    killAt: number,
    afterMs,
    cwd: clone.path,
    env: factory.environment(),
  });
  const landed = factory.started().length > before;
  const atOnceRun = await factory.run('dispatch');
  const started = keysOf(factory);
  factory.advance(20);
  const laterRun = await factory.run('dispatch');
  const wrong = [
    ...(atOnceRun.exitCode === 0 ? [] : [`exit code ${atOnceRun.exitCode} at once`]),
    ...(laterRun.exitCode === 0 ? [] : [`exit code ${laterRun.exitCode} later`]),
    ...(await findWrong(factory, scenario)),
    // What the first run after it did stands.
    ...(isDeepStrictEqual(keysOf(factory).slice(0, started.length), started) ? [] : ['what was started is forgotten']),
  ];
  return { scenario: scenario.name, number, point, isHit: killedAt === point, landed, wrong };
}

async function findWrong(factory: Factory, { started, recorded }: CrashScenario): Promise<string[]> {
  const wrong = isDeepStrictEqual(factory.started(), started) ? [] : [`started: ${factory.started().join(', ')}`];
  for (const [image, fields] of Object.entries(await recorded(factory))) {
    const is = await factory.rebuild(image);
    for (const [name, value] of Object.entries(fields)) {
      const found: unknown = Reflect.get(is, name);
      if (!holds(found, value)) wrong.push(`${image}: ${name} is ${JSON.stringify(found)}`);
    }
  }
  return wrong;
}

/** Whether a value has all that is wanted of it. */
function holds(found: unknown, wanted: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null || Array.isArray(wanted)) return isDeepStrictEqual(found, wanted);
  if (typeof found !== 'object' || found === null) return false;
  return Object.entries(wanted).every(([name, value]) => holds(Reflect.get(found, name), value));
}

function keysOf(factory: Factory): string[] {
  return factory.inputs().map(({ key }) => String(key));
}

function runOf(factory: Factory, image: string): string {
  const run = factory.github.repository('acme/factory').runs.findLast(({ title }) => title.startsWith(`Build ${image} `));
  return String(run?.id);
}
