import { debug, endGroup, info, startGroup, warning } from '@actions/core';
import { logLine, logText } from '../text/command-free.ts';

/** What use cases say while they work. Text of any origin: nothing in it acts on the terminal or the runner. */
export interface Log {
  info(text: string): void;
  debug(text: string): void;
  /** A titled part of the work. */
  phase<T>(title: string, work: () => Promise<T>): Promise<T>;
}

export interface ActionLog extends Log {
  /** For what is no problem of anybody's input; those are data, and reported. */
  warning(text: string): void;
}

/** The log of a step. The runner's groups do not nest: a phase within another is a line of its group. */
export function createLog(): ActionLog {
  let depth = 0;
  return {
    info: (text) => info(logText(text)),
    debug: (text) => debug(logText(text)),
    warning: (text) => warning(logText(text)),
    async phase(title, work) {
      (depth === 0 ? startGroup : info)(logLine(title));
      depth += 1;
      try {
        return await work();
      } finally {
        depth -= 1;
        if (depth === 0) endGroup();
      }
    },
  };
}
