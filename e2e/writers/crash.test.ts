import { describe, expect, it } from 'vitest';
import { crashEverywhere, crashScenarios, isHarmless } from './crash.ts';

describe('a run that is killed, and then run again: nothing is lost, nothing is there twice, and the clone is sound', () => {
  it.each(crashScenarios)(
    '$name: at every point at which it writes',
    async (scenario) => {
      const outcomes = await crashEverywhere(scenario);
      expect(outcomes.filter((outcome) => !isHarmless(outcome))).toEqual([]);
      expect(outcomes.length).toBeGreaterThan(10);
      // Both happen, or the kills were not where they should be.
      expect(new Set(outcomes.map(({ landed }) => landed))).toEqual(new Set([false, true]));
    },
    600_000,
  );
});
