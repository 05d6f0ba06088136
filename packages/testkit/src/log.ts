export interface LogEntry {
  readonly level: 'debug' | 'info';
  readonly message: string;
  /** Titles of the phases that it was said in, outermost first. */
  readonly phases: readonly string[];
}

/** A log that remembers; fits the `Log` port of the use cases. */
export interface MemoryLog {
  readonly entries: readonly LogEntry[];
  /** All messages, phases as `> title`, in order. */
  readonly lines: readonly string[];
  debug(message: string): void;
  info(message: string): void;
  phase<T>(title: string, body: () => T | Promise<T>): Promise<T>;
}

export function memoryLog(): MemoryLog {
  const entries: LogEntry[] = [];
  const lines: string[] = [];
  let phases: readonly string[] = [];

  function say(level: LogEntry['level'], message: string): void {
    entries.push({ level, message, phases });
    lines.push(message);
  }

  return {
    entries,
    lines,
    debug: (message) => say('debug', message),
    info: (message) => say('info', message),
    async phase(title, body) {
      const outer = phases;
      lines.push(`> ${title}`);
      phases = [...outer, title];
      try {
        return await body();
      } finally {
        phases = outer;
      }
    },
  };
}
