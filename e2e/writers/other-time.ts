// Loaded ahead of the command line: pauses are over at once, as if their time had passed, and the clock may be wrong.
import { syncBuiltinESMExports } from 'node:module';
import { clockVariable } from './wrong-clock.ts';

const timers = process.getBuiltinModule('node:timers/promises');
const look = performance.now.bind(performance);
const RealDate = Date;
let slept = 0;
let looks = 0;

/** Milliseconds by which the clock is wrong: always the same, or once so and once so. */
function deviation(): number {
  const hours = process.env[clockVariable] ?? '0';
  looks += 1;
  return (hours === 'jumps' ? (looks % 2 === 0 ? 48 : -48) : Number(hours)) * 3_600_000;
}

class WrongDate extends RealDate {
  constructor(...args: [] | [string | number | Date]) {
    super(args.length === 0 ? RealDate.now() + deviation() : args[0]);
  }
  static override now(): number {
    return RealDate.now() + deviation();
  }
}

Object.assign(globalThis, { Date: WrongDate });
Object.assign(performance, { now: () => look() + slept });
Object.assign(timers, {
  setTimeout: async (ms = 0): Promise<void> => {
    slept += ms;
  },
});
syncBuiltinESMExports();
