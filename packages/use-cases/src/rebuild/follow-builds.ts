import { replacesInput, shortDigest, writeBuiltFrom } from '@image-factory/core/decide';
import type { FactoryConfig, ImageName } from '@image-factory/core/enrollment';
import type { FactoryModel, ManagedNode } from '@image-factory/core/graph';
import { knownOf, type LookUp } from '@image-factory/core/observe';
import { warning, type Problem } from '@image-factory/core/problem';
import { finished, readRebuild, writeRebuild, type Rebuild, type RebuildError, type Transition } from '@image-factory/core/rebuild';
import type { ImageReference } from '@image-factory/core/reference';
import { mapField, mergeState, recordPublished, type StateSnapshot } from '@image-factory/core/state';
import { formatTime } from '@image-factory/core/text';
import type { YamlMap } from '@image-factory/core/yaml';
import pLimit from 'p-limit';
import { placeOf, targetOf, type OwnBuild } from '../relay/target.ts';
import type { RunState, StartedRuns } from '../relay/index.ts';
import { questionOf, rememberQuestion, wasAskedInVain, withDoubt } from './evidence-memory.ts';
import type { Registries } from './ports.ts';
import { readEvidence } from './read-evidence.ts';

export interface FollowInput {
  readonly model: FactoryModel;
  readonly state: StateSnapshot;
  readonly ownBuild: OwnBuild;
  /** The time of the forge. */
  readonly now: Date;
}

export interface FollowDeps {
  readonly runs: StartedRuns;
  readonly registries: Registries;
}

/** What became of the build of an image. */
export interface FollowedImage {
  readonly image: ImageName;
  /** A sentence. */
  readonly why: string;
}

export interface Followed {
  /** New states, by image. */
  readonly states: ReadonlyMap<ImageName, YamlMap>;
  readonly images: readonly FollowedImage[];
  readonly problems: readonly Problem[];
}

/** Questions that are under way at a time; forges and registries have limits of their own. */
const atOnce = 8;

/**
 * Looks after builds (SPEC section 8): how the runs ended that were started, and what stands under the published tags. The
 * tag says the truth: a run that is green and moved nothing was of no use, and a build that nobody reported is noticed by it.
 */
export async function followBuilds(input: FollowInput, deps: FollowDeps): Promise<Followed> {
  const limit = pLimit(atOnce);
  const looked = await Promise.all(input.model.managed.map((node) => limit(() => followOne(node, input, deps))));
  const news = looked.flatMap((one) => one ?? []);
  return {
    states: new Map(news.flatMap(({ image, state }) => (state === undefined ? [] : [[image, state] as const]))),
    images: news.flatMap(({ image, why }) => (why === undefined ? [] : [{ image, why }])),
    problems: news.flatMap(({ problems }) => problems),
  };
}

interface News {
  readonly image: ImageName;
  readonly state?: YamlMap;
  readonly why?: string;
  readonly problems: readonly Problem[];
}

async function followOne(node: ManagedNode, { model, state, ownBuild, now }: FollowInput, deps: FollowDeps): Promise<News | undefined> {
  const { name } = node.image;
  const own = state.images.get(name);
  if (own === undefined) return undefined;
  const rebuild = readRebuild(own);
  const run = await runOf(node, rebuild, model.config, ownBuild, deps);
  if (run !== undefined && (run.kind === 'blocked' || run.kind === 'denied' || run.kind === 'later'))
    return { image: name, problems: [notFollowed(name, run.why)] };
  if (run?.kind === 'running') return undefined;
  const reference: ImageReference = { domain: node.image.registry, path: node.image.repository, tag: node.image.publishedTag };
  const lookUp = await deps.registries.lookUp(reference, knownOf(own));
  if (rebuild.status === 'requested' && rebuild.claim !== undefined) return undefined; // it is just being started
  const published = await recordTag(node, own, lookUp, { state, now }, deps);
  const ending = endingOf(rebuild, run, lookUp, published?.hasMoved === true || isReplaced(rebuild, lookUp), now);
  if (ending === undefined && published === undefined) return undefined;
  const next = published?.state ?? own;
  const ended =
    ending === undefined || ending.kind === 'kept'
      ? next
      : mergeState('managed', next, 'dispatch', new Map([['rebuildState', writeRebuild(next, ending.rebuild)]]));
  const why = [published?.why, ending?.kind === 'moved' ? sentence(ending.why) : undefined].filter((text) => text !== undefined).join(' ');
  return { image: name, problems: published?.problems ?? [], ...(ended === own ? {} : { state: ended }), ...(why === '' ? {} : { why }) };
}

async function runOf(
  { image }: ManagedNode,
  { status, run }: Rebuild,
  config: FactoryConfig,
  ownBuild: OwnBuild,
  { runs }: FollowDeps,
): Promise<RunState | undefined> {
  if (status !== 'dispatched' || run === undefined) return undefined;
  const place = run.on ?? placeOf(targetOf(image, config, ownBuild));
  return place && runs.follow(place, run);
}

interface Tag {
  readonly state: YamlMap;
  readonly hasMoved: boolean;
  /** Undefined when there is nothing to tell. */
  readonly why?: string;
  readonly problems: readonly Problem[];
}

/** What stands under the published tag, when it is something else than was known, or nobody knows what it was built from. */
async function recordTag(
  node: ManagedNode,
  own: YamlMap,
  lookUp: LookUp,
  { state: snapshot, now }: Pick<FollowInput, 'state' | 'now'>,
  { registries }: FollowDeps,
): Promise<Tag | undefined> {
  if (lookUp.kind !== 'found') return undefined;
  const recorded = recordPublished('managed', own, { digest: lookUp.digest }, formatTime(now), 'look-up');
  const moved = recorded.kind === 'recorded' ? recorded.state : undefined;
  const question = questionOf(node, lookUp.digest, snapshot);
  if (moved === undefined && (mapField(own, 'builtFrom').size > 0 || wasAskedInVain(own, question))) return undefined;
  const doubtful = withDoubt(registries);
  const { bases, problems } = await readEvidence(node, lookUp, snapshot, doubtful.registries);
  const base = rememberQuestion(moved ?? own, bases.size === 0 && doubtful.isCertain() ? question : undefined);
  const state = bases.size === 0 ? base : mergeState('managed', base, 'build', new Map([['builtFrom', writeBuiltFrom(bases)]]));
  if (state === own && problems.length === 0) return undefined;
  const known = bases.size === 0 ? undefined : 'What it was built from is known now.';
  const why = moved === undefined ? known : `${shortDigest(lookUp.digest)} is published now.`;
  return { state, problems, hasMoved: moved !== undefined, ...(why === undefined ? {} : { why }) };
}

/** Whether the tag is another one than was to be replaced: somebody may have reported that it moved before its run was looked at. */
function isReplaced({ inputs }: Rebuild, lookUp: LookUp): boolean {
  const replaces = inputs[replacesInput];
  return replaces !== undefined && lookUp.kind === 'found' && lookUp.digest !== replaces;
}

/** How the open request ended, if it did. */
function endingOf(rebuild: Rebuild, run: RunState | undefined, lookUp: LookUp, hasMoved: boolean, now: Date): Transition | undefined {
  const { key, status } = rebuild;
  if (key === undefined || status !== 'dispatched') return undefined;
  const end = (outcome: 'succeeded' | 'failed' | 'ineffective', at: Date, error?: RebuildError): Transition =>
    finished(rebuild, { key, outcome, at, ...(error && { error }), ...(rebuild.run && { run: rebuild.run.id }) });
  if (run === undefined) return hasMoved ? end('succeeded', now) : undefined;
  if (run.kind === 'gone') return end('failed', now, { code: 'no-run', message: sentence(run.why) });
  if (run.kind !== 'ended') return undefined;
  const { outcome, at, url } = run;
  const shown = url === undefined ? '' : `: ${url}`;
  if (outcome === 'failed') return end('failed', at, { code: 'failed', message: `The run failed${shown}.` });
  if (outcome === 'cancelled') {
    const message = `The run was cancelled${shown}. It begins again after an hour at the earliest; whoever may start workflows here asks for it sooner by hand.`;
    return end('failed', at, { code: 'cancelled', message });
  }
  if (lookUp.kind === 'unknown') return undefined; // the next look says whether the tag moved
  if (hasMoved) return end('succeeded', at);
  const where = lookUp.kind === 'missing' ? 'nothing is published' : 'the published tag stayed where it was';
  return end('ineffective', at, { code: 'ineffective', message: `The run was green, and ${where}${shown}.` });
}

function notFollowed(image: ImageName, why: string): Problem {
  return warning('dispatch/not-followed', `How the run of ${image} stands could not be asked: ${why}`, {
    image,
    hint: 'The token needs `actions: read` there. The next run asks again.',
  });
}

function sentence(text: string): string {
  const upper = `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
  return upper.endsWith('.') ? upper : `${upper}.`;
}
