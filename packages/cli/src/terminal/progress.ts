import { printable } from './printable.ts';
import type { Env, Stream } from './stream.ts';

/** A line at the bottom of a terminal that says what is going on, and goes away. */
export interface Progress {
  /** @param done - how much of `total`; without it only the title is shown */
  show(title: string, done?: number, total?: number): void;
  /** Takes the line away; before other text is written, and at the end. */
  clear(): void;
}

const clearLine = '\r\u001b[2K';
const barWidth = 20;

/** A stream that is no terminal gets nothing. */
export function createProgress(stream: Stream, env: Env, now: () => number): Progress {
  if (stream.isTTY !== true || env['TERM'] === 'dumb') return { show: () => {}, clear: () => {} };
  let shown = false;
  let last = 0;
  let title = '';
  return {
    show(text, done, total) {
      const time = now();
      // Drawing costs more than reading a small file: at most 25 times a second, but every new title.
      if (text === title && time - last < 40 && done !== total) return;
      last = time;
      title = text;
      shown = true;
      stream.write(`${clearLine}${line(text, done, total).slice(0, (stream.columns ?? 80) - 1)}`);
    },
    clear() {
      if (shown) stream.write(clearLine);
      shown = false;
      title = '';
    },
  };
}

function line(title: string, done: number | undefined, total: number | undefined): string {
  if (done === undefined || total === undefined || total === 0) return `${printable(title)} …`;
  const filled = Math.round((barWidth * done) / total);
  return `${printable(title)} ${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)} ${done}/${total}`;
}
