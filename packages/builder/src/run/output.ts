import { cleanLine } from './clean.ts';
import { splitLines, type Lines } from './lines.ts';
import type { Mask } from './masker.ts';

/** Characters that are told; a build that says more is not worth reading. */
const mostTold = 10 * 1024 * 1024;
/** Characters of the end that are kept: what went wrong stands there. */
const mostKept = 256 * 1024;

/** What a program says: told line by line, and its end kept. */
export interface Output extends Lines {
  /** The last lines. */
  kept(): readonly string[];
}

/** @param tell - gets each line without control characters and secrets, until there are too many */
export function collectOutput(tell: (line: string) => void, mask: Mask): Output {
  const kept: string[] = [];
  let keptLength = 0;
  let told = 0;

  function take(raw: string): void {
    const line = mask(cleanLine(raw));
    if (told <= mostTold) {
      told += line.length + 1;
      tell(told > mostTold ? '… There is more output; it is left out.' : line);
    }
    kept.push(line);
    keptLength += line.length + 1;
    if (keptLength > 2 * mostKept) dropFirst();
  }

  /** Rarely, and then many. */
  function dropFirst(): void {
    let count = 0;
    while (keptLength > mostKept && count < kept.length - 1) {
      keptLength -= (kept[count]?.length ?? 0) + 1;
      count += 1;
    }
    kept.splice(0, count);
  }

  return { ...splitLines(take), kept: () => kept };
}
