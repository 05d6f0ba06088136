import { readRebuild, withdrawByPerson, writeRebuild } from '@image-factory/core/rebuild';
import { parseTag, type Digest, type Tag } from '@image-factory/core/reference';
import { listField, mergeState, recordPublished, textField } from '@image-factory/core/state';
import { formatTime } from '@image-factory/core/text';
import { isMap, nothing, type YamlMap } from '@image-factory/core/yaml';
import type { TargetBuild } from './find-target.ts';

/** The state with no request that nobody has begun with: whoever goes back wants no rebuild. */
export function withdrawn(state: YamlMap): YamlMap {
  const before = readRebuild(state);
  const after = withdrawByPerson(before);
  return after === before ? state : mergeState('managed', state, 'dispatch', new Map([['rebuildState', writeRebuild(state, after)]]));
}

/**
 * The state with a build as what is published. A version that nobody knows is none: that of the build which is left behind
 * would be wrong. What it was built from is looked up by the next sweep.
 */
export function republished(state: YamlMap, { digest, version = versionOf(state, digest) }: TargetBuild, now: Date): YamlMap {
  const recorded = recordPublished('managed', state, { digest, ...(version === undefined ? {} : { version }) }, formatTime(now), 'look-up');
  if (recorded.kind !== 'recorded') return state;
  return version === undefined ? mergeState('managed', recorded.state, 'build', new Map([['currentVersion', nothing]])) : recorded.state;
}

/** The version that the history tells of a digest. */
function versionOf(state: YamlMap, digest: Digest): Tag | undefined {
  const entries = listField(state, 'updateHistory').filter(isMap);
  return parseTag(
    textField(entries.findLast((entry) => textField(entry, 'digest') === digest && entry.has('version')) ?? new Map(), 'version') ?? '',
  );
}

/** The run that builds the image, or is about to; in words. */
export function runUnderWay(state: YamlMap): string | undefined {
  const { status, claim, run } = readRebuild(state);
  if (status === 'dispatched') return run === undefined ? 'a run' : `run ${run.id}${run.url === undefined ? '' : ` (${run.url})`}`;
  return status === 'requested' && claim !== undefined ? 'a run that is just being started' : undefined;
}
