import type { Fault } from './faults.ts';

export interface FaultRule {
  /** Default: every method. */
  readonly method?: string;
  /** Part of path and query, or a pattern for them; default: every path. */
  readonly path?: string | RegExp;
  /** Which of the requests that match so far, counted from 1 for each rule; default: all. */
  readonly nth?: number | readonly number[];
  /** The share of those that is hit, from 0 to 1; default: all. */
  readonly share?: number;
  readonly fault: Fault;
}

/** Numbers from 0 to below 1, the same for the same seed. */
export function seededRandom(seed: number): () => number {
  let state = Math.trunc(seed) >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0; // Numerical Recipes; good enough to choose requests
    return state / 2 ** 32;
  };
}

/** Counts as it is asked: each request is to be shown to it once. */
export function createMatcher(rules: readonly FaultRule[], random: () => number): (method: string, path: string) => Fault[] {
  const seen = new Map<FaultRule, number>();
  return (method, path) =>
    rules.flatMap((rule) => {
      if (!asksFor(rule, method, path)) return [];
      const count = (seen.get(rule) ?? 0) + 1;
      seen.set(rule, count);
      const isHit = isNth(rule.nth, count) && (rule.share === undefined || random() < rule.share);
      return isHit ? [rule.fault] : [];
    });
}

function asksFor(rule: FaultRule, method: string, path: string): boolean {
  if (rule.method !== undefined && rule.method !== method) return false;
  if (rule.path === undefined) return true;
  return typeof rule.path === 'string' ? path.includes(rule.path) : path.search(rule.path) !== -1;
}

function isNth(nth: FaultRule['nth'], count: number): boolean {
  if (nth === undefined) return true;
  return typeof nth === 'number' ? nth === count : nth.includes(count);
}
