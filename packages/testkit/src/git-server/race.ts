import { announcePoint } from './announce-effects.ts';
import { runAnnouncing, type AnnouncingOptions, type AnnouncingRun, type Verdict } from './announcing-process.ts';

/** How it ended for one writer. */
export interface RaceResult<Value> {
  /** Counted from 0. */
  readonly writer: number;
  readonly outcome: { readonly kind: 'value'; readonly value: Value } | { readonly kind: 'error'; readonly error: unknown };
  /** Milliseconds since the start of all. */
  readonly durationMs: number;
}

/** Comes back when all writers are ready. To be awaited once, after everything that is not to be measured. */
export type Ready = () => Promise<void>;

const startPoint = 'start';

/**
 * Starts writers at the same instant and waits for all of them; a failure of one is a result and stops nobody.
 *
 * @param start - prepares, awaits `ready()`, writes. One that ends before it was ready is waited for no longer.
 */
export async function raceWriters<Value>(
  count: number,
  start: (writer: number, ready: Ready) => Promise<Value>,
): Promise<RaceResult<Value>[]> {
  const gate = Promise.withResolvers<void>();
  let missing = count;
  let startedAt = performance.now();

  function arrive(): void {
    missing -= 1;
    if (missing > 0) return;
    startedAt = performance.now();
    gate.resolve();
  }

  async function run(writer: number): Promise<RaceResult<Value>> {
    let isWaitedFor = true;
    const ready = () => {
      if (isWaitedFor) arrive();
      isWaitedFor = false;
      return gate.promise;
    };
    const outcome = await settle(() => start(writer, ready));
    const durationMs = Math.max(0, performance.now() - startedAt);
    if (isWaitedFor) arrive();
    return { writer, outcome, durationMs };
  }

  return Promise.all(Array.from({ length: count }, (_, writer) => run(writer)));
}

/** The same with processes: each calls `awaitStart` when it is ready. Effects that they announce go on at once. */
export function raceProcesses(
  count: number,
  command: (writer: number) => AnnouncingOptions & { readonly file: string; readonly args: readonly string[] },
): Promise<RaceResult<AnnouncingRun>[]> {
  return raceWriters(count, (writer, ready) => {
    const { file, args, ...options } = command(writer);
    const goOn = async (point: string): Promise<Verdict> => {
      if (point === startPoint) await ready();
      return 'go-on';
    };
    return runAnnouncing(file, args, options, goOn);
  });
}

/** In a process of `raceProcesses`: stands still until all have come so far. Elsewhere it does nothing. */
export function awaitStart(): void {
  announcePoint(startPoint);
}

/**
 * @param share - 0.95 for the value that 95 of 100 do not exceed (nearest rank)
 * @throws RangeError without values
 */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
  if (value === undefined) throw new RangeError('There are no values.');
  return value;
}

async function settle<Value>(run: () => Promise<Value>): Promise<RaceResult<Value>['outcome']> {
  try {
    return { kind: 'value', value: await run() };
  } catch (error) {
    return { kind: 'error', error };
  }
}
