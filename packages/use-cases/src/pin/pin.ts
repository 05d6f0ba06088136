import type { FactoryConfig, RepoPath } from '@image-factory/core/enrollment';
import { hasErrors, worstFirst, type Problem } from '@image-factory/core/problem';
import { familiarReference } from '@image-factory/core/reference';
import { formatTime } from '@image-factory/core/text';
import { persist, type Budget, type Try } from '../commit/persist.ts';
import { usualBudget } from '../commit/commit-run.ts';
import type { Pace } from '../commit/state-store.ts';
import { loadFactory, type LoadDeps } from '../load.ts';
import type { OpenRegistries } from '../observe/index.ts';
import type { Reports } from '../rebuild/overrides-read.ts';
import type { Registries } from '../rebuild/ports.ts';
import type { Clock, Log } from '../ports.ts';
import { stopped } from '../stop-file.ts';
import { refusalOf } from '../write.ts';
import { planGroup, type PinGroup } from './groups.ts';
import { openHeads, type Heads } from './heads.ts';
import { lookAtPins, type LookedAt } from './look.ts';
import { openFactory, type FactoryDeps } from './open-factory.ts';
import { repositoryOf, type PinHome } from './places.ts';
import { unknownNames } from './plan-pins.ts';
import type { PinForge } from './ports.ts';
import { notProposed, unsafe } from './problems.ts';
import { toPlannedPins, type PinRequest, type PlannedPin } from './report.ts';

export interface PinInputs {
  readonly dir: RepoPath;
  /** Names of enrolled images; all when undefined. */
  readonly only?: readonly string[];
  /** The factory's own repository, and the branch that holds images.yaml. */
  readonly home: PinHome;
  /** What scanners and advisories say: an urgent vulnerability does not wait for the delay. */
  readonly reports?: Reports;
}

export interface PinDeps extends FactoryDeps {
  readonly forge: PinForge;
  readonly registries: OpenRegistries<Registries>;
  readonly clock: Clock;
  readonly pace: Pace;
  readonly log: Log;
}

export interface PinReport {
  readonly at: string;
  readonly pins: readonly PlannedPin[];
  readonly requests: readonly PinRequest[];
  readonly problems: readonly Problem[];
}

/**
 * Moves pins on by pull requests (SPEC section 7, "Pinned bases"): one for each base and repository, on a branch that is
 * used again. What is open and says just this is left alone; what somebody closed is not proposed again for the same digest;
 * nobody's commit is lost. Nothing is kept about it: after a merge the next analysis finds the new digest, and the base is
 * followed from there. A repository that refuses is a problem, and the others go on.
 */
export async function pin(inputs: PinInputs, deps: PinDeps): Promise<PinReport> {
  const done = new Map<string, PinRequest>();
  let last: Pass | undefined;
  let budget: Budget = usualBudget;

  async function attempt(): Promise<Try<Pass>> {
    const factory = await openFactory(inputs.dir, inputs.home.branch, deps);
    if (factory.kind === 'busy') return { ...factory, kind: 'again' };
    if (factory.kind === 'refused') return { kind: 'done', value: nothingDone(factory.problems) };
    last = await passOver(inputs, factory, deps, done);
    budget = { ...budget, timeMs: last.config?.commit.deadline?.milliseconds ?? usualBudget.timeMs };
    return last.again === undefined ? { kind: 'done', value: last } : { ...last.again, kind: 'again' };
  }

  const ended = await persist(attempt, () => budget, deps);
  const { pins, problems } = ended.kind === 'done' ? ended.value : (last ?? nothingDone([]));
  const given = ended.kind === 'done' ? [] : [notProposed('', ended.why, 'Nothing is lost: run it again.')];
  return {
    at: formatTime(deps.clock.now()),
    pins,
    requests: [...done.values()].toSorted(byPlace),
    problems: worstFirst([...problems, ...given]),
  };
}

/** What one look at everything came to. */
interface Pass {
  readonly config?: FactoryConfig;
  readonly pins: readonly PlannedPin[];
  readonly problems: readonly Problem[];
  /** Something changed meanwhile, or could not be had just now. */
  readonly again?: { readonly why: string; readonly afterMs?: number };
}

function nothingDone(problems: readonly Problem[]): Pass {
  return { pins: [], problems };
}

/** @param done - takes what became of each group; those that are there already are left alone */
async function passOver(
  { dir, only, home, reports }: PinInputs,
  factory: LoadDeps,
  deps: PinDeps,
  done: Map<string, PinRequest>,
): Promise<Pass> {
  const { log } = deps;
  const loaded = await loadFactory(dir, factory);
  const wrong = loaded.problems.filter((problem) => hasErrors([problem]));
  const { config, enrollment } = loaded;
  if (enrollment === undefined || config === undefined) return nothingDone(loaded.problems);
  const stop = await stopped(dir, factory.tree);
  if (stop !== undefined) return { config, ...nothingDone([...wrong, stop]) };
  const heads = openHeads(deps.forge, config, home);
  const registries = await deps.registries(config.registries);
  const where = { tree: factory.tree, sources: heads.sources, registries, log };
  const looked = await lookAtPins(loaded, { home, now: deps.clock.now(), ...(only && { only }), ...(reports && { reports }) }, where);
  if (looked === undefined) return nothingDone(wrong);
  const problems = [
    ...wrong,
    ...(reports?.problems ?? []),
    ...unknownNames(only, [...enrollment.images.keys()]),
    ...withoutPlaces(looked.problems),
  ];
  let again: Pass['again'] = await heads.busy();
  for (const group of looked.groups) {
    if (done.has(group.id)) continue;
    const came = await log.phase(`Look after ${group.branch}`, () => proposeGroup(group, looked, heads, config, home));
    if (came.kind === 'again') again ??= came;
    else if (came.kind === 'request') done.set(group.id, came.request);
    else problems.push(...came.problems);
  }
  const pins = looked.groups.flatMap((group) => toPlannedPins(group, home));
  return { config, pins, problems: [...problems, ...(await heads.problems())], ...(again && { again }) };
}

/** That a place can not be had is told once for the place, and not for each image. */
function withoutPlaces(problems: readonly Problem[]): Problem[] {
  return problems.filter(({ code }) => code !== 'source/unreachable');
}

type Came =
  | { readonly kind: 'request'; readonly request: PinRequest }
  | { readonly kind: 'none'; readonly problems: readonly Problem[] }
  | { readonly kind: 'again'; readonly why: string; readonly afterMs?: number };

async function proposeGroup(group: PinGroup, { read }: LookedAt, heads: Heads, { commit }: FactoryConfig, home: PinHome): Promise<Came> {
  const step = await planGroup(group, read);
  if (step.kind === 'leave') return { kind: 'none', problems: [] };
  if (step.kind === 'unsafe') return { kind: 'none', problems: [unsafe(group, step.why, home)] };
  const found = await heads.of(group.place);
  if (found.kind !== 'head') return { kind: 'none', problems: [] };
  const repository = repositoryOf(group.place, home);
  try {
    const proposals = await found.place.proposals(group.branch);
    const proposal = step.kind === 'settled' ? settled : { ...step.text, changes: step.changes, matter: step.matter };
    const outcome = await proposals.propose({ ...proposal, planned: found.head.commit, author: commit.author });
    switch (outcome.kind) {
      case 'nothing':
        return { kind: 'none', problems: [] };
      case 'moved':
        return { kind: 'again', why: `${repository === '' ? group.place.branch : repository} moved meanwhile` };
      case 'busy':
        return { ...outcome, kind: 'again' };
      case 'opened':
      case 'updated':
      case 'unchanged':
      case 'declined':
      case 'closed': {
        const { kind, pull, url } = outcome;
        const { branch } = group;
        return { kind: 'request', request: { repository, base: familiarReference(group.base), branch, outcome: kind, number: pull, url } };
      }
    }
  } catch (cause) {
    const refusal = refusalOf(cause);
    if (refusal === undefined) throw cause;
    return { kind: 'none', problems: [notProposed(repository, refusal.message.replace(/\.$/, ''), refusal.hint ?? '')] };
  }
}

const settled = { changes: [], title: '', body: '', message: '' };

function byPlace(a: PinRequest, b: PinRequest): number {
  const [left, right] = [a, b].map(({ repository, base }) => `${repository} ${base}`);
  return left === right ? 0 : (left ?? '') < (right ?? '') ? -1 : 1;
}
