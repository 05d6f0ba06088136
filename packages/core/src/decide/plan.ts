import type { ImageName } from '../enrollment/index.ts';
import { blastRadius, buildNodes, planWaves, type FactoryModel, type ManagedNode } from '../graph/index.ts';
import { readRebuild, type Rebuild } from '../rebuild/index.ts';
import type { StateSnapshot } from '../state/index.ts';
import { decide } from './decide.ts';
import { freshnessReader } from './freshness.ts';
import type { Decided, Override, Wish } from './types.ts';

export interface PlanInput {
  readonly model: FactoryModel;
  readonly state: StateSnapshot;
  readonly now: Date;
  readonly overrides?: ReadonlyMap<ImageName, Override>;
  readonly wishes?: ReadonlyMap<ImageName, Wish>;
}

/**
 * Decides about every managed image, parents before children (SPEC section 7, point 6): what is due waits for a parent that
 * is due or being rebuilt, or that will follow one that is. Images that are built from each other are held.
 *
 * @returns in the order in which they are to be built, then those of circles; each by name
 */
export function decideAll({ model, state, now, overrides = new Map(), wishes = new Map() }: PlanInput): Decided[] {
  const { config, managed } = model;
  const nodes = new Map<string, ManagedNode>(managed.map((node) => [node.image.name, node]));
  const reader = freshnessReader(state, config, now);
  const { waves, blocked } = planWaves(buildNodes(managed), new Set(managed.map(({ image }) => image.name)));
  const restless = new Set<ImageName>();
  const rebuilds = new Map<string, Rebuild>();
  const decided: Decided[] = [];

  function look(node: ManagedNode): Decided {
    const { name } = node.image;
    const waitsFor = parentsOf(node).find((parent) => restless.has(parent) && follows(node, parent));
    const [override, wish] = [overrides.get(name), wishes.get(name)];
    const result = decide(
      {
        node,
        state: state.images.get(name),
        rebuild: rebuildOf(name),
        config,
        now,
        follows: (parent) => follows(node, parent),
        ...(override && { override }),
        ...(wish && { wish }),
        ...(waitsFor && { waitsFor }),
      },
      reader,
    );
    const { kind } = result.decision;
    // A request that a hold stands against, or that nothing asks for any more, comes to nothing.
    const isComing = kind === 'rebuild' || (isOpen(rebuildOf(name)) && kind !== 'hold' && kind !== 'current');
    if (waitsFor !== undefined || isComing) restless.add(name);
    return result;
  }

  /** Whether the parent lets what depends on it follow, and those that it follows itself do. */
  function follows({ image }: ManagedNode, parent: string): boolean {
    const node = nodes.get(parent);
    if (node === undefined) return image.enabled;
    if (node.image.cascade === 'none') return false;
    if (rebuildOf(parent).lastCause !== 'parent') return true;
    const above = parentsOf(node).flatMap((name) => nodes.get(name)?.image.cascade ?? []);
    return above.length === 0 || above.includes('transitive');
  }

  function rebuildOf(name: string): Rebuild {
    const rebuild = rebuilds.get(name) ?? readRebuild(state.images.get(name) ?? new Map());
    rebuilds.set(name, rebuild);
    return rebuild;
  }

  for (const wave of waves) for (const name of wave) decided.push(...optional(nodes.get(name)).map(look));
  for (const name of blocked) {
    for (const node of optional(nodes.get(name))) {
      const why = 'It is built, directly or not, from an image that is built from itself: there is no order.';
      decided.push({ ...look(node), decision: { kind: 'hold', why } });
    }
  }
  return decided;
}

function isOpen({ status }: Rebuild): boolean {
  return status === 'requested' || status === 'dispatched';
}

/** An image that will follow others, if nothing stands against it. */
export interface Predicted {
  readonly image: ImageName;
  /** Steps from what starts it. */
  readonly level: number;
  readonly via: ImageName;
  /** When what starts it is built at the earliest; undefined when that depends on somebody. */
  readonly after?: Date;
}

/** What follows, level by level, from what is due or waits for its time. */
export function predictCascade({ managed }: FactoryModel, decided: readonly Decided[], now: Date): Predicted[] {
  const starts = new Map(
    decided.flatMap(({ image, decision }) => {
      if (decision.kind === 'rebuild') return [[image.name, now] as const];
      return decision.kind === 'wait' && decision.until !== undefined ? [[image.name, decision.until] as const] : [];
    }),
  );
  const times = new Map<ImageName, Date>(starts);
  return blastRadius(buildNodes(managed), new Set(starts.keys())).flatMap(({ image, depth, via }) => {
    if (via === undefined) return [];
    const after = times.get(via);
    if (after !== undefined && !times.has(image)) times.set(image, after);
    return [{ image, level: depth, via, ...(after && { after }) }];
  });
}

function parentsOf({ dependencies }: ManagedNode): ImageName[] {
  return dependencies.flatMap((dependency) => (dependency.kind === 'managed' ? [dependency.name] : []));
}

function optional<T>(value: T | undefined): T[] {
  return value === undefined ? [] : [value];
}
