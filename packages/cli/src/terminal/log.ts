import { printable } from './printable.ts';
import type { Progress } from './progress.ts';
import type { Stream } from './stream.ts';

/** What use cases say while they work. */
export interface TerminalLog {
  info(text: string): void;
  debug(text: string): void;
  phase<T>(title: string, work: () => Promise<T>): Promise<T>;
  progress(done: number, total: number): void;
}

export interface LogOptions {
  readonly stderr: Stream;
  readonly progress: Progress;
  readonly level: 'quiet' | 'normal' | 'verbose';
}

/** Phases are a passing line on a terminal, and lines that stay with `--verbose`. */
export function createLog({ stderr, progress, level }: LogOptions): TerminalLog {
  const phases: string[] = [];
  const say = (text: string): void => {
    progress.clear();
    stderr.write(`${printable(text)}\n`);
  };
  return {
    info: (text) => {
      if (level !== 'quiet') say(text);
    },
    debug: (text) => {
      if (level === 'verbose') say(`debug: ${text}`);
    },
    async phase(title, work) {
      phases.push(title);
      if (level === 'verbose') say(`${title} …`);
      else if (level === 'normal') progress.show(title);
      try {
        return await work();
      } finally {
        phases.pop();
        progress.clear();
      }
    },
    progress(done, total) {
      if (level === 'normal') progress.show(phases.at(-1) ?? 'Working', done, total);
    },
  };
}
