import { describe, expect, it } from 'vitest';
import { crashEverywhere, crashScenarios, pointsOf } from './crash.ts';
import { situation } from './situations.ts';

describe('a sweep that is ended by SIGKILL at all that others see of it, and made again: nothing is lost, nothing is started twice', () => {
  it.each(crashScenarios.map((scenario) => ({ story: scenario.name, scenario })))(
    '$story',
    async ({ scenario }) => {
      const outcomes = await crashEverywhere(scenario);
      expect(outcomes.filter(({ isHit, wrong }) => !isHit || wrong.length > 0)).toEqual([]);
      // Both happen, or the kills were not where they should be.
      expect(new Set(outcomes.map(({ landed }) => landed))).toEqual(new Set([false, true]));
    },
    600_000,
  );

  it('its points are pushes and requests, and nothing else', async () => {
    const [scenario] = crashScenarios;
    if (scenario === undefined) throw new Error('There is no scenario.');
    await using place = await situation(scenario.begin);
    expect(new Set(await pointsOf(place, scenario))).toEqual(new Set(['before:push', 'during:push', 'after:push', 'before:POST', 'after:POST']));
  }, 120_000);
});
