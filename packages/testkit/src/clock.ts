/** A clock that moves only when told. */
export interface FakeClock {
  now(): Date;
  /** @param delay - as in images.yaml: a whole number and `s`, `m`, `h`, `d` or `w` */
  advance(delay: string): void;
}

const unitMs = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** @param startIso - for example `2026-01-01T00:00:00Z` */
export function fakeClock(startIso: string): FakeClock {
  let time = Date.parse(startIso);
  if (Number.isNaN(time)) throw new RangeError(`Not a time: ${startIso}`);
  return {
    now: () => new Date(time),
    advance(delay) {
      time += milliseconds(delay);
    },
  };
}

function milliseconds(delay: string): number {
  const [, count, unit] = /^(\d+)([smhdw])$/.exec(delay) ?? [];
  if (unit !== 's' && unit !== 'm' && unit !== 'h' && unit !== 'd' && unit !== 'w') throw new RangeError(`Not a delay: ${delay}`);
  return Number(count) * unitMs[unit];
}
