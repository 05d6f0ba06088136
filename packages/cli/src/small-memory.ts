import { setFlagsFromString } from 'node:v8';

// As in actions (packages/action-kit/src/small-memory.ts): the CLI too is started with plain `node`, in jobs with little memory.

// The part where new objects begin stays as small as it starts; by itself it grows to three times 16 MiB.
setFlagsFromString('--semi-space-growth-factor=1');
// What is no longer used is looked for when the rest has grown by 40 %; by itself it may grow to four times its size.
setFlagsFromString('--heap-growing-percent=40');

/** Milliseconds after which a run is long enough for the optimizing compilers to pay for themselves. */
const longRun = 3000;

// Most runs are over before code that was optimized for them has saved the time and the 10 to 20 MiB that this took.
setFlagsFromString('--no-opt');
setFlagsFromString('--no-maglev');
setTimeout(() => {
  setFlagsFromString('--opt');
  setFlagsFromString('--maglev');
}, longRun).unref();
