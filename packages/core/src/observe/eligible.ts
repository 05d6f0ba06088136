import type { Delay } from '../enrollment/index.ts';
import { mapField } from '../state/index.ts';
import { formatTime } from '../text/index.ts';
import { toYaml, type YamlMap, type YamlValue } from '../yaml/index.ts';
import { isNeeded, type Needs } from './needs.ts';
import { newest, seenOf } from './sightings.ts';

/** What images wait that say nothing else (`rebuildDelay` in images.yaml). */
const defaultDelayMs = 7 * 24 * 3_600_000;
const mostDelays = 50;

/**
 * From when on what stands there now may be built, by delay (SPEC section 5): `default`, and each other delay of an image that is
 * built from it. It follows from `seen` and the delays alone, so that looking again changes nothing; other platforms' churn moves
 * it no more than it moves the images. An image that lacks an older change is due before that: its own `eligibleAt` says when.
 *
 * @param state - with what is seen now
 * @returns undefined when it says that already
 */
export function eligibleTimes(state: YamlMap, needs: Needs): YamlValue | undefined {
  const moved = [...seenOf(state)].filter(([platform, sightings]) => sightings.length > 1 && isNeeded(needs, platform));
  const times = moved.flatMap(([, sightings]) => newest(sightings)?.at.getTime() ?? []);
  if (times.length === 0) return undefined;
  const since = Math.max(...times);
  const others = new Map(
    (needs.delays ?? []).filter(({ milliseconds }) => milliseconds !== defaultDelayMs).map((delay) => [delay.milliseconds, delay]),
  );
  const sorted: readonly Delay[] = [...others.values()].toSorted((a, b) => a.milliseconds - b.milliseconds).slice(0, mostDelays);
  const wanted = [['default', defaultDelayMs] as const, ...sorted.map(({ text, milliseconds }) => [text, milliseconds] as const)].map(
    ([name, delayMs]) => [name, formatTime(new Date(since + delayMs))] as const,
  );
  const said = mapField(state, 'rebuildEligibleAt');
  const isSame = said.size === wanted.length && wanted.every(([name, time]) => said.get(name) === time);
  return isSame ? undefined : toYaml(Object.fromEntries(wanted));
}
