import { parseHost, parseRepoSlug, parseTime } from '../enrollment/index.ts';
import { listField, mapField, textField, textOf } from '../state/index.ts';
import { formatTime } from '../text/index.ts';
import { toYaml, type YamlMap, type YamlValue } from '../yaml/index.ts';
import { emergencyFields, readEmergencies } from './emergency.ts';
import type { Claim, Rebuild, RebuildCause, RebuildError, RebuildErrorCode, RebuildStatus, RunId, RunPlace } from './rebuild.ts';
import { parseRebuildKey } from './rebuild-key.ts';
import { readScans, scanFields } from './scans.ts';

/** What `rebuildState` of an image's state says. What makes no sense counts as absent; a status that nobody knows as held. */
export function readRebuild(state: YamlMap): Rebuild {
  const fields = mapField(state, 'rebuildState');
  const key = parseRebuildKey(textField(fields, 'key') ?? '');
  const cause = readCause(textField(fields, 'cause'));
  return {
    status: readStatus(textField(fields, 'status')),
    pendingRebuild: textField(fields, 'pendingRebuild') === 'true',
    ...given('reason', textField(fields, 'reason')),
    ...given('cause', cause),
    ...given('key', key),
    inputs: readInputs(mapField(fields, 'inputs')),
    epoch: texts(fields, 'epoch'),
    ...given('requestedAt', readTime(fields, 'requestedAt')),
    ...given('claim', readClaim(mapField(fields, 'claim'))),
    ...given('dispatchedAt', readTime(fields, 'dispatchedAt')),
    ...given('starts', unlessEmpty(texts(fields, 'starts').flatMap(timeOf))),
    ...given('run', readRun(fields)),
    attempts: readCount(textField(fields, 'attempts')),
    ...given('nextAttemptAt', readTime(fields, 'nextAttemptAt')),
    ...given('lastError', readError(mapField(fields, 'lastError'))),
    failedRuns: texts(fields, 'failedRuns'),
    builtKeys: texts(fields, 'builtKeys').flatMap((text) => parseRebuildKey(text) ?? []),
    ...given('lastCause', readCause(textField(fields, 'lastCause'))),
    ...given('lastEpoch', unlessEmpty(texts(fields, 'lastEpoch'))),
    ...given('emergencies', readEmergencies(fields)),
    ...given('scans', unlessEmpty(readScans(fields))),
  };
}

/** `rebuildState` with what the rebuild says, over what stands there: fields of others and unknown ones stay, in their order. */
export function writeRebuild(state: YamlMap, rebuild: Rebuild): YamlValue {
  const next = new Map(mapField(state, 'rebuildState'));
  for (const [field, value] of Object.entries(toFields(rebuild))) {
    if (value === undefined) next.delete(field);
    else next.set(field, toYaml(value));
  }
  return next;
}

function toFields(rebuild: Rebuild): Readonly<Record<string, unknown>> {
  const { claim, run, lastError, inputs } = rebuild;
  return {
    status: rebuild.status,
    pendingRebuild: rebuild.pendingRebuild,
    reason: rebuild.reason,
    cause: rebuild.cause,
    key: rebuild.key,
    epoch: unlessEmpty(rebuild.epoch),
    inputs: Object.keys(inputs).length === 0 ? undefined : inputs,
    requestedAt: timeText(rebuild.requestedAt),
    claim: claim && { by: claim.by, at: formatTime(claim.at), since: formatTime(claim.since) },
    dispatchedAt: timeText(rebuild.dispatchedAt),
    starts: rebuild.starts?.map(formatTime),
    runId: run?.id,
    runUrl: run?.url,
    runOn: run?.on && { provider: run.on.provider, host: run.on.host, repo: run.on.repo },
    attempts: rebuild.attempts === 0 ? undefined : rebuild.attempts,
    nextAttemptAt: timeText(rebuild.nextAttemptAt),
    lastError: lastError && { code: lastError.code, message: lastError.message },
    failedRuns: unlessEmpty(rebuild.failedRuns),
    builtKeys: unlessEmpty(rebuild.builtKeys),
    lastCause: rebuild.lastCause,
    lastEpoch: rebuild.lastEpoch,
    emergencies: rebuild.emergencies && emergencyFields(rebuild.emergencies),
    scans: rebuild.scans && scanFields(rebuild.scans),
  };
}

const statuses: readonly RebuildStatus[] = ['monitoring', 'waiting', 'held', 'requested', 'dispatched', 'failed', 'ineffective'];
const causes: readonly RebuildCause[] = ['cve', 'manual', 'parent', 'routine'];
const errors: readonly RebuildErrorCode[] = [
  'failed',
  'ineffective',
  'cancelled',
  'blocked',
  'denied',
  'unclear',
  'later',
  'ambiguous',
  'no-run',
];

function readStatus(text: string | undefined): RebuildStatus {
  if (text === undefined) return 'monitoring';
  return statuses.find((status) => status === text) ?? 'held';
}

function readCause(text: string | undefined): RebuildCause | undefined {
  return causes.find((cause) => cause === text);
}

/** A claim whose times can not be read is one since the beginning of time: it has run out, and a run may be anywhere. */
function readClaim(fields: YamlMap): Claim | undefined {
  const by = textField(fields, 'by');
  if (by === undefined) return undefined;
  const at = readTime(fields, 'at') ?? new Date(0);
  return { by, at, since: readTime(fields, 'since') ?? at };
}

function readRun(fields: YamlMap): RunId | undefined {
  const id = textField(fields, 'runId');
  return id === undefined
    ? undefined
    : { id, ...given('url', textField(fields, 'runUrl')), ...given('on', readPlace(mapField(fields, 'runOn'))) };
}

function readPlace(fields: YamlMap): RunPlace | undefined {
  const provider = (['github', 'gitlab'] as const).find((one) => one === textField(fields, 'provider'));
  if (provider === undefined) return undefined;
  const [host, repo] = [parseHost(textField(fields, 'host') ?? ''), parseRepoSlug(textField(fields, 'repo') ?? '', provider)];
  return host.ok && repo.ok ? { provider, host: host.value, repo: repo.value } : undefined;
}

function readError(fields: YamlMap): RebuildError | undefined {
  const text = textField(fields, 'code');
  const code = errors.find((one) => one === text);
  return code && { code, message: textField(fields, 'message') ?? '' };
}

function readInputs(fields: YamlMap): Readonly<Record<string, string>> {
  return Object.fromEntries([...fields].flatMap(([name, value]) => (textOf(value) === undefined ? [] : [[name, textOf(value) ?? '']])));
}

function readTime(fields: YamlMap, field: string): Date | undefined {
  const parsed = parseTime(textField(fields, field) ?? '');
  return parsed.ok ? parsed.value : undefined;
}

function timeOf(text: string): Date[] {
  const parsed = parseTime(text);
  return parsed.ok ? [parsed.value] : [];
}

function readCount(text: string | undefined): number {
  return text !== undefined && /^[0-9]{1,4}$/.test(text) ? Number(text) : 0;
}

function texts(fields: YamlMap, field: string): readonly string[] {
  return listField(fields, field).flatMap((item) => textOf(item) ?? []);
}

function timeText(time: Date | undefined): string | undefined {
  return time && formatTime(time);
}

function unlessEmpty<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}

function given<Field extends string, T>(field: Field, value: T | undefined): { readonly [K in Field]?: T } {
  return value === undefined ? {} : ({ [field]: value } as { readonly [K in Field]?: T });
}
