/** What a step came to. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  /** By name: nothing is left out silently. */
  readonly skipped: readonly string[];
}

/** One part of the check of the whole: it shows what it finds as it goes. */
export interface Step {
  readonly title: string;
  run(): Promise<Counts>;
}

/** A step that is one thing: it holds, or it does not. */
export function step(title: string, holds: () => Promise<boolean>): Step {
  return { title, run: async () => ((await holds()) ? { passed: 1, failed: 0, skipped: [] } : failure) };
}

export const failure: Counts = { passed: 0, failed: 1, skipped: [] };
