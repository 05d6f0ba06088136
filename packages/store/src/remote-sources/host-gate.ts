import type { Host } from '@image-factory/core/enrollment';
import type { Unreachable } from './remote.ts';
import { createSlots, type Slots } from './slots.ts';

export interface HostGateOptions {
  /** How much goes on at once on all hosts together. */
  readonly atOnce?: number;
  readonly atOncePerHost?: number;
  /** After how many failures in a row a host is left alone for the rest of the run. */
  readonly mostFailures?: number;
}

/** Lets work on hosts go on, side by side: one that is slow or dead takes no place from the others. */
export interface HostGate {
  enter<Value extends { readonly kind: string }>(host: Host, work: () => Promise<Value | Unreachable>): Promise<Value | Unreachable>;
}

interface Door {
  readonly slots: Slots;
  /** How often it failed in a row. */
  failures: number;
  /** The first of them. What all its images say must not depend on which of them was first. */
  failure?: Unreachable;
}

export function createHostGate({ atOnce = 32, atOncePerHost = 6, mostFailures = 3 }: HostGateOptions = {}): HostGate {
  const all = createSlots(atOnce);
  const doors = new Map<Host, Door>();

  function doorOf(host: Host): Door {
    const door = doors.get(host) ?? { slots: createSlots(atOncePerHost), failures: 0 };
    doors.set(host, door);
    return door;
  }

  return {
    enter(host, work) {
      const door = doorOf(host);
      // Whoever waits for its host must not take a place that another host could use.
      return door.slots.use(() =>
        all.use(async () => {
          if (door.failure !== undefined && door.failures >= mostFailures) return givenUp(door.failure, door.failures);
          const result = await work();
          note(door, result);
          return result;
        }),
      );
    },
  };
}

function note(door: Door, result: { readonly kind: string } | Unreachable): void {
  if (!isUnreachable(result) || result.concerns !== 'host') {
    door.failures = 0;
    return;
  }
  if (door.failures === 0) door.failure = result;
  door.failures += 1;
}

function isUnreachable(result: { readonly kind: string }): result is Unreachable {
  return result.kind === 'unreachable';
}

function givenUp(first: Unreachable, failures: number): Unreachable {
  return { ...first, hint: `${first.hint} After ${failures} failures in a row the host was not asked again in this run.` };
}
