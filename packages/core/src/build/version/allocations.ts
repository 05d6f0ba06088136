import type { Problem } from '../../problem/index.ts';
import { parseRebuildKey, type RebuildKey } from '../../rebuild/index.ts';
import { listField, mergeState, textField } from '../../state/index.ts';
import { formatTime, ok, type Result } from '../../text/index.ts';
import { isMap, type YamlMap, type YamlValue } from '../../yaml/index.ts';
import type { Version } from '../types.ts';
import { nextVersion, parseVersion, type VersionInput } from './next-version.ts';

/** Most versions that the state of an image keeps. */
const maxAllocations = 50;

/** A version that a build got, in `versions` of an image's state. */
export interface Allocation {
  readonly version: Version;
  readonly key?: RebuildKey;
  /** As in the file. */
  readonly at?: string;
  /** The run of the build, as it calls itself. */
  readonly run?: string;
}

export interface AllocationRequest extends Omit<VersionInput, 'taken' | 'run'> {
  /** The rebuild that asks; the same one always gets the same version. */
  readonly key?: RebuildKey;
  /** The run that asks, when no rebuild does: it, too, gets the same version again. */
  readonly runId?: string;
  readonly runNumber?: number;
  /** Tags that are published. */
  readonly published: readonly string[];
}

export interface Allocated {
  /** The very state that came in when nothing is to be written. */
  readonly state: YamlMap;
  readonly version: Version | undefined;
}

/** `versions` of an image's state, the newest last; what makes no sense is passed over. */
export function readAllocations(state: YamlMap): readonly Allocation[] {
  return listField(state, 'versions').filter(isMap).flatMap(readAllocation);
}

function readAllocation(entry: YamlMap): readonly Allocation[] {
  const version = parseVersion(textField(entry, 'version') ?? '');
  if (version === undefined) return [];
  const [key, at, run] = [parseRebuildKey(textField(entry, 'key') ?? ''), textField(entry, 'at'), textField(entry, 'run')];
  return [{ version, ...(key === undefined ? {} : { key }), ...(at === undefined ? {} : { at }), ...(run === undefined ? {} : { run }) }];
}

/**
 * Gives a build its version and records that in the state of its image, to be written by compare-and-swap: of many who
 * ask at once one is written, and the others ask again on what it wrote, so that each gets a version of its own. Who asked
 * before gets what it got.
 *
 * @param state - of a managed image
 */
export function allocate(state: YamlMap, request: AllocationRequest): Result<Allocated, Problem> {
  const before = readAllocations(state);
  const own = before.findLast((each) => isOwn(each, request));
  const said = request.given ?? request.gitTag;
  if (own !== undefined && (said === undefined || said === own.version)) return ok({ state, version: own.version });
  const next = nextVersion(inputOf(request, before));
  if (!next.ok) return next;
  if (next.value === undefined) return ok({ state, version: undefined });
  const kept = listField(state, 'versions').slice(1 - maxAllocations);
  const versions = [...kept, entryOf(next.value, request)];
  return ok({ state: mergeState('managed', state, 'build', new Map([['versions', versions]])), version: next.value });
}

function isOwn(each: Allocation, { key, runId }: AllocationRequest): boolean {
  if (key !== undefined) return each.key === key;
  return runId !== undefined && each.key === undefined && each.run === runId;
}

function inputOf({ published, runNumber, ...rest }: AllocationRequest, before: readonly Allocation[]): VersionInput {
  const taken = [...before.map(({ version }) => version), ...published];
  return { ...rest, taken, ...(runNumber === undefined ? {} : { run: runNumber }) };
}

function entryOf(version: Version, { key, now, runId }: AllocationRequest): YamlMap {
  return new Map<string, YamlValue>([
    ['version', version],
    ...(key === undefined ? [] : [['key', key] as const]),
    ['at', formatTime(now)],
    ...(runId === undefined ? [] : [['run', runId] as const]),
  ]);
}
