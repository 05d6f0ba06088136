import type { FactoryConfig, ImageName, ManagedImage } from '../enrollment/index.ts';
import type { ManagedNode } from '../graph/index.ts';
import { emergencyInput, isBlocked, rebuildKey, type Rebuild, type RebuildCause } from '../rebuild/index.ts';
import { parseDigest, type Digest } from '../reference/index.ts';
import { textField } from '../state/index.ts';
import { formatTime, show } from '../text/index.ts';
import type { YamlMap } from '../yaml/index.ts';
import { readBuiltFrom } from './built-from.ts';
import { platformsOf, untilText, type FreshnessReader } from './freshness.ts';
import { openRebuild, stands, supersedes } from './open-request.ts';
import { describeMoves, listed } from './sentences.ts';
import type { BaseFreshness, Decided, Decision, Due, Override, Wish } from './types.ts';

export interface DecideInput {
  readonly node: ManagedNode;
  /** The image's own state. */
  readonly state: YamlMap | undefined;
  readonly rebuild: Rebuild;
  readonly config: FactoryConfig;
  readonly now: Date;
  readonly override?: Override;
  readonly wish?: Wish;
  /** Whether what happens to a parent's tag is a matter of this image (`cascade` of the parent). */
  readonly follows: (parent: string) => boolean;
  /** A parent that is rebuilt first. */
  readonly waitsFor?: ImageName;
}

/** The input that says which digest the published tag had when the rebuild was asked for; empty when nothing was published. */
export const replacesInput = 'replaces';

/**
 * Decides about one image (SPEC section 7): total, and a function of its inputs alone.
 *
 * In order: a person's wish or an override asks at once; else a change of a base asks after the delay, once it has settled.
 * What is unknown asks for nothing. Then a hold, an open rebuild, a parent that comes first and a back-off may stand against it.
 */
export function decide(input: DecideInput, reader: FreshnessReader): Decided {
  const { node, state, rebuild, now } = input;
  const { image } = node;
  const built = readBuiltFrom(state ?? new Map());
  const platforms = platformsOf(image);
  const bases = node.dependencies.map((dependency) => reader.of(dependency, built.get(dependency.name), platforms));
  const asked = whatAsks(bases, input);
  if (asked === undefined) {
    const open = stands(rebuild) ? openRebuild(rebuild) : undefined;
    return { image, bases, decision: open ?? restOf(bases, input) };
  }
  const eligible = asked.eligibleAt === undefined ? {} : { eligibleAt: asked.eligibleAt };
  return { image, bases, ...eligible, decision: decisionOn(asked, bases, rebuild, input, now) };
}

/** Something that asks for a rebuild. */
interface Asking {
  readonly cause: RebuildCause;
  readonly why: string;
  readonly epoch: readonly string[];
  /** For what a change asks for: when it may be built. */
  readonly eligibleAt?: Date;
  /** What it waits for until then: a clause. */
  readonly waiting?: string;
  readonly emergency?: boolean;
}

function whatAsks(
  bases: readonly BaseFreshness[],
  { node, rebuild, override, wish, follows, now, config }: DecideInput,
): Asking | undefined {
  if (wish !== undefined) {
    const { id, reason, emergency = false } = wish;
    return { cause: 'manual', why: `${emergency ? 'Emergency' : 'Asked for'}: ${show(reason)}.`, epoch: [id], emergency };
  }
  if (override !== undefined) return { cause: 'cve', why: override.reason, epoch: [...new Set(override.ids)].toSorted() };
  const before = unfinished(rebuild);
  if (before !== undefined) return before;
  const changed = bases.flatMap((base) => (counts(base, follows) ? [changeOf(base, node.image)] : []));
  const [first] = changed.toSorted((a, b) => a.readyAt.getTime() - b.readyAt.getTime());
  if (first === undefined) return undefined;
  const due = together(first, changed, config.rebuild.coordination.milliseconds, now);
  const ready = changed.filter(({ readyAt }) => readyAt <= (due.at > now ? due.at : now));
  return {
    cause: ready.every(({ base }) => base.kind === 'managed') ? 'parent' : 'routine',
    why: `${describeMoves((ready.length === 0 ? changed : ready).map(({ base }) => base))}.`,
    epoch: [],
    eligibleAt: due.at,
    waiting: due.waiting,
  };
}

/** What a person or an advisory asked for once, and what failed: nobody need ask again before the back-off has an end. */
function unfinished({ status, cause, key, reason, epoch, inputs }: Rebuild): Asking | undefined {
  const isOver = status === 'failed' || status === 'ineffective' || status === 'held';
  if (!isOver || key === undefined || (cause !== 'manual' && cause !== 'cve')) return undefined;
  return { cause, why: reason ?? 'Asked for.', epoch, emergency: inputs[emergencyInput] === 'true' };
}

interface Change {
  readonly base: BaseFreshness;
  readonly eligibleAt: Date;
  readonly settledAt: Date;
  /** When both are over. */
  readonly readyAt: Date;
  readonly delay: string;
}

/** Behind a managed parent there is no delay: it was served at the top (SPEC section 7, point 6). */
function changeOf(base: BaseFreshness, { rebuildDelay }: ManagedImage): Change {
  const since = base.freshness.kind === 'changed' ? base.freshness.since : new Date(0);
  const isParent = base.kind === 'managed';
  const eligibleAt = new Date(since.getTime() + (isParent ? 0 : rebuildDelay.milliseconds));
  const settledAt = base.settledAt ?? eligibleAt;
  return {
    base,
    eligibleAt,
    settledAt,
    readyAt: eligibleAt > settledAt ? eligibleAt : settledAt,
    delay: isParent ? '0' : rebuildDelay.text,
  };
}

/**
 * When to build, and what it waits for until then. A neighbour that settles within the coordination window after that is
 * waited for: both are one rebuild.
 */
function together(first: Change, all: readonly Change[], windowMs: number, now: Date): { readonly at: Date; readonly waiting: string } {
  const latest = first.readyAt.getTime() + windowMs;
  const near = all.filter(({ settledAt }) => settledAt > now && settledAt > first.readyAt && settledAt.getTime() <= latest);
  const last = near.toSorted((a, b) => b.settledAt.getTime() - a.settledAt.getTime())[0];
  if (last !== undefined)
    return { at: last.settledAt, waiting: `${last.base.reference} moved, too, and has not settled yet; both are built at once` };
  const { eligibleAt, settledAt, readyAt, delay, base } = first;
  return {
    at: readyAt,
    waiting: settledAt > eligibleAt ? `${base.reference} has not settled yet` : `the delay of ${delay} is not over`,
  };
}

function counts({ freshness, hold, kind, name }: BaseFreshness, follows: DecideInput['follows']): boolean {
  return freshness.kind === 'changed' && hold === undefined && (kind === 'watched' || follows(name));
}

function decisionOn(asked: Asking, bases: readonly BaseFreshness[], rebuild: Rebuild, input: DecideInput, now: Date): Decision {
  const { node, state, waitsFor } = input;
  const { image } = node;
  const { why, eligibleAt } = asked;
  const open = openRebuild(rebuild);
  if (open !== undefined && !supersedes(asked, rebuild)) return open;
  if (eligibleAt !== undefined && eligibleAt > now)
    return {
      kind: 'wait',
      until: eligibleAt,
      why: `${sentence(why)} It is rebuilt after ${formatTime(eligibleAt)}: ${asked.waiting ?? 'it is not due yet'}.`,
    };
  const { hold } = image;
  if (hold !== undefined && asked.emergency !== true && !(hold.until !== undefined && hold.until <= now))
    return {
      kind: 'hold',
      ...(hold.until && { until: hold.until }),
      why: `${sentence(why)} It is held${untilText(hold.until)}: ${show(hold.reason)}.`,
    };
  if (!image.autoRebuild && asked.cause !== 'manual')
    return { kind: 'hold', why: `${sentence(why)} It is never rebuilt by itself (autoRebuild: false); a person may ask for it.` };
  if (waitsFor !== undefined && asked.cause !== 'manual') return { kind: 'wait', why: `${sentence(why)} ${waitsFor} is rebuilt first.` };
  const due = dueOf(asked, bases, image, state);
  if (open !== undefined && rebuild.key === due.key) return open;
  if (rebuild.builtKeys.includes(due.key))
    return { kind: 'current', why: `${sentence(why)} It was rebuilt for this already; the published tag was not seen to move.` };
  return standing(rebuild, due, why, now) ?? { kind: 'rebuild', why, due };
}

/** What an earlier attempt at the same rebuild, or a target that takes none, has to say. */
function standing(rebuild: Rebuild, due: Due, why: string, now: Date): Decision | undefined {
  const { nextAttemptAt, lastError, attempts } = rebuild;
  const isSame = rebuild.key === due.key;
  const said = lastError?.message ?? 'no reason is recorded';
  if (rebuild.status === 'held' && (isSame || (isBlocked(rebuild) && due.cause !== 'manual')))
    return {
      kind: 'hold',
      ...(nextAttemptAt && { until: nextAttemptAt }),
      why: `${sentence(why)} It is held after ${attempts} failed attempts: ${said}`,
    };
  if (isSame && nextAttemptAt !== undefined && nextAttemptAt > now)
    return {
      kind: 'wait',
      until: nextAttemptAt,
      why: `${sentence(why)} Attempt ${attempts} failed; the next one is after ${formatTime(nextAttemptAt)}: ${said}`,
    };
  return undefined;
}

/** Nothing asks for a rebuild. */
function restOf(bases: readonly BaseFreshness[], { follows }: DecideInput): Decision {
  const held = bases.find(({ freshness, hold }) => freshness.kind === 'changed' && hold !== undefined);
  if (held?.hold !== undefined)
    return {
      kind: 'hold',
      ...(held.hold.until && { until: held.hold.until }),
      why: `${describeMoves([held])}, and is held${untilText(held.hold.until)}: ${show(held.hold.reason)}.`,
    };
  const unknown = bases.flatMap(({ freshness }) => (freshness.kind === 'unknown' ? [freshness.why] : []));
  if (unknown.length > 0) return { kind: 'unknown', why: `Nobody knows whether it is current: ${listed(unknown)}.` };
  const ended = bases.find((base) => base.freshness.kind === 'changed' && !counts(base, follows));
  if (ended !== undefined) return { kind: 'current', why: `${describeMoves([ended])}, and nothing follows it (cascade of ${ended.name}).` };
  const pinned = bases.filter(({ freshness }) => freshness.kind === 'pinned').length;
  if (bases.length === 0) return { kind: 'current', why: 'It is built from no image that could move.' };
  if (pinned === bases.length) return { kind: 'current', why: 'All of its bases are pinned by digest; pull requests move them.' };
  return { kind: 'current', why: 'It was built from what stands under the tags of its bases now.' };
}

function dueOf(
  { cause, epoch, emergency = false }: Asking,
  bases: readonly BaseFreshness[],
  { name, repository, registry }: ManagedImage,
  state: YamlMap | undefined,
): Due {
  const wanted = new Map<string, ReadonlyMap<string, Digest>>(
    bases.filter(({ wanted: digests }) => digests.size > 0).map((base) => [base.name, base.wanted]),
  );
  const replaces = parseDigest((state && textField(state, 'currentDigest')) ?? '');
  const key = rebuildKey({ image: name, replaces, definition: definitionOf(state), bases: wanted, epoch });
  const digests = Object.fromEntries(
    bases.flatMap(({ reference, wanted: by }) => (by.size === 0 ? [] : [[reference, Object.fromEntries(by)]])),
  );
  const inputs = {
    cause,
    repository: `${registry}/${repository}`,
    'base-digests': JSON.stringify(digests),
    [replacesInput]: replaces ?? '',
  };
  return { key, cause, epoch, inputs: emergency ? { ...inputs, [emergencyInput]: 'true' } : inputs };
}

/** What the last analysis went by: Dockerfile, target, args, contexts and platforms, without the version of the analysis. */
function definitionOf(state: YamlMap | undefined): string {
  return ((state && textField(state, 'analysisKey')) ?? '').replace(/^\d+-/, '');
}

function sentence(text: string): string {
  return text.endsWith('.') ? text : `${text}.`;
}
