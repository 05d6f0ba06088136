import { describe, expect, it } from 'vitest';
import { parseDelay, type Delay } from '../enrollment/index.ts';
import { formatTime } from '../text/index.ts';
import { isMap, toYaml, type YamlMap } from '../yaml/index.ts';
import { eligibleTimes } from './eligible.ts';
import { at, digest, platform } from './observe.fixture.ts';

function delay(text: string): Delay {
  const parsed = parseDelay(text);
  if (!parsed.ok) throw new Error(text);
  return parsed.value;
}

/** What was seen, as hours after the beginning, by platform; each time another digest. */
function state(seen: Readonly<Record<string, readonly number[]>>): YamlMap {
  const sightings = Object.entries(seen).map(([name, hours]) => [platform(name), hours.map((hour, index) => ({ digest: digest('abcdef'.charAt(index)), at: formatTime(at(hour)) }))]);
  const yaml = toYaml({ seen: Object.fromEntries(sightings) });
  return isMap(yaml) ? yaml : new Map();
}

const day = 24;

describe('from when on what stands there may be built', () => {
  it.each([
    { story: 'what was seen once is no change', seen: { amd64: [0] }, platforms: ['amd64'], delays: ['1d'], times: undefined },
    { story: 'nobody says a delay', seen: { amd64: [0, 5] }, platforms: ['amd64'], delays: [], times: { default: 5 + 7 * day } },
    {
      story: 'each delay by itself, the shortest first, and one that is the default or written otherwise once',
      seen: { amd64: [0, 5] },
      platforms: ['amd64'],
      delays: ['365d', '7d', '1w', '0h', '24h', '1d'],
      times: { default: 5 + 7 * day, '0h': 5, '1d': 5 + day, '365d': 5 + 365 * day },
    },
    { story: 'the newest change counts', seen: { amd64: [0, 5, 9] }, platforms: ['amd64'], delays: [], times: { default: 9 + 7 * day } },
    { story: 'platform by platform: the last of them', seen: { amd64: [0, 5], arm64: [0, 6] }, platforms: ['amd64', 'arm64'], delays: [], times: { default: 6 + 7 * day } },
    { story: 'what nothing is built for moves nothing', seen: { amd64: [0, 5], s390x: [0, 6] }, platforms: ['amd64'], delays: [], times: { default: 5 + 7 * day } },
    { story: 'a platform that came later did not move', seen: { amd64: [0, 5], arm64: [8] }, platforms: ['amd64', 'arm64'], delays: [], times: { default: 5 + 7 * day } },
  ])('$story', ({ seen, platforms, delays, times }) => {
    const needs = { dependents: [], platforms: new Set(platforms.map(platform)), delays: delays.map(delay) };
    const before = state(seen);
    const eligible = eligibleTimes(before, needs);
    const wanted = times && toYaml(Object.fromEntries(Object.entries(times).map(([name, hours]) => [name, formatTime(at(hours))])));
    expect(eligible).toEqual(wanted);
    if (eligible !== undefined) expect(eligibleTimes(new Map([...before, ['rebuildEligibleAt', eligible]]), needs)).toBeUndefined();
  });

  it('a delay that nobody has any more goes', () => {
    const needs = { dependents: [], delays: [delay('1d')] };
    const before = state({ amd64: [0, 5] });
    const eligible = eligibleTimes(before, needs);
    const later = eligibleTimes(new Map([...before, ...(eligible === undefined ? [] : [['rebuildEligibleAt', eligible] as const])]), { dependents: [] });
    expect(later).toEqual(toYaml({ default: formatTime(at(5 + 7 * day)) }));
  });
});
