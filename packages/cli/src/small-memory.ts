import { statSync } from 'node:fs';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

// As in actions (packages/action-kit/src/small-memory.ts): the CLI too is started with plain `node`, in jobs with little memory.

// The part where new objects begin stays as small as it starts; by itself it grows to three times 16 MiB.
setFlagsFromString('--semi-space-growth-factor=1');

// Most code has run for the last time before its fully optimized form has saved the time and the memory that making it took.
setFlagsFromString('--no-opt');

// A run over many thousands of images takes seconds: there, both settings would cost more time than all of the rest. How many
// there are has to be known before anything fills the heap; a factory in an unusual place is taken for one of few images.
const mostBytesOfFew = 1_600_000;
/** Lists of 8 kB: about a hundred are enough, and nothing depends on it. */
const mostHeld = 1000;
if (enrolledBytes() <= mostBytesOfFew) {
  // What is no longer used is looked for when the rest has grown by 40 %; by itself it may grow to four times its size.
  setFlagsFromString('--heap-growing-percent=40');
  // Only what runs a hundred times as often as is usual gets an optimized form, from the quicker of the two compilers. It counts
  // work and not time: a run on the work tree gives no timer a turn, and one that waits for a network does not get larger by that.
  setFlagsFromString('--invocation-count-for-maglev=40000');
  setFlagsFromString('--invocation-count-for-maglev-osr=10000');
} else {
  // Thousands of collections of so small a part would take a third of the time, half of it to wake the threads that share in
  // them; and what hardly outlives one is moved to the old part, where it stays for long.
  setFlagsFromString('--no-parallel-scavenge');
  growYoungPart(4 * 1024 * 1024);
}

/** The part grows only when more outlives a collection than fits into it. That is brought about, and growing then ended again. */
function growYoungPart(bytes: number): void {
  setFlagsFromString('--semi-space-growth-factor=4');
  const held: number[][] = [];
  while (youngBytes() < bytes && held.length < mostHeld) held.push(Array.from({ length: 1000 }, () => held.length));
  setFlagsFromString('--semi-space-growth-factor=1');
}

function youngBytes(): number {
  return getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')?.space_size ?? Infinity;
}

function enrolledBytes(): number {
  try {
    return statSync('image-factory/images.yaml').size;
  } catch {
    return 0; // whoever reads it says what is wrong with it
  }
}
