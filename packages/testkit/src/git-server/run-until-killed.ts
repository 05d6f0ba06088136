import { setTimeout as sleep } from 'node:timers/promises';
import { runAnnouncing, type AnnouncingOptions, type AnnouncingRun } from './announcing-process.ts';
import type { EffectPoint } from './effect-channel.ts';

export interface KillOptions extends AnnouncingOptions {
  /** The number of the point at which it is killed, counted from 1. */
  readonly killAt: number;
  /** Milliseconds between the point and the kill, for what was started there and goes on meanwhile; the process itself stands still. */
  readonly afterMs?: number;
}

export interface KilledRun extends AnnouncingRun {
  /** Undefined when it ended by itself before there were so many points. */
  readonly killedAt: EffectPoint | undefined;
}

/**
 * Runs a process whose ports are wrapped by `announceEffects`, and ends it by SIGKILL exactly at the n-th point: it stands
 * still there, so nothing of what follows has begun.
 */
export async function runUntilKilled(
  file: string,
  args: readonly string[],
  { killAt, afterMs = 0, ...options }: KillOptions,
): Promise<KilledRun> {
  const run = await runAnnouncing(file, args, options, async (_point, number) => {
    if (number !== killAt) return 'go-on';
    await sleep(afterMs);
    return 'kill';
  });
  return { ...run, killedAt: run.exitCode === undefined ? run.points.at(-1) : undefined };
}

/**
 * Every point of a run that nobody kills. The numbers for `killAt` are 1 to its length.
 *
 * @throws Error when the process fails: a list that ends early would leave points out
 */
export async function countEffects(
  file: string,
  args: readonly string[],
  options: AnnouncingOptions = {},
): Promise<readonly EffectPoint[]> {
  const { points, exitCode, stdout, stderr } = await runAnnouncing(file, args, options, () => 'go-on');
  if (exitCode !== 0) throw new Error(`${file} ended with ${exitCode ?? 'a signal'}.\n${stdout}\n${stderr}`);
  return points;
}
