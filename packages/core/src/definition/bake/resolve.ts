import type { Config } from './config.ts';
import { emptyLayer, mergeLayers, normalizeLayer, type Layer } from './layer.ts';
import type { Instance } from './world.ts';

/** A target with all that it inherits. */
export interface Resolved {
  readonly name: string;
  readonly layer: Layer;
  readonly instance: Instance;
}

/** Why a target can not be built as the files have it. */
export interface Unresolved {
  readonly instance: Instance | undefined;
  readonly message: string;
}

/** All that the targets of a file hold together, what they inherit included. */
const maxEntries = 500_000;

/** As many as a target may inherit from, one through the other. */
const maxInherits = 200;

export function isResolved(result: Resolved | Unresolved): result is Resolved {
  return 'layer' in result;
}

/** A resolver for the targets of a configuration; each is worked out once. */
export function openResolver(config: Config): (name: string) => Resolved | Unresolved {
  const done = new Map<string, Resolved | Unresolved>();
  const budget = { left: maxEntries };
  return (name) => {
    const known = done.get(name);
    if (known !== undefined) return known;
    const visit: Visit = { config, done, budget, open: new Set(), circle: false };
    const result = inherit(name, visit) ?? { instance: undefined, message: `There is no target \`${name}\`.` };
    done.set(name, result);
    return result;
  };
}

interface Visit {
  readonly config: Config;
  readonly done: Map<string, Resolved | Unresolved>;
  readonly budget: { left: number };
  readonly open: Set<string>;
  /** What lies in a circle depends on where one enters it, so it is kept for this visit only. */
  circle: boolean;
}

/** In a circle a target inherits nothing from itself, as bake has it: there, the result is undefined. */
function inherit(name: string, visit: Visit): Resolved | Unresolved | undefined {
  const known = visit.done.get(name);
  if (known !== undefined) return known;
  if (visit.open.has(name)) {
    visit.circle = true;
    return undefined;
  }
  const own = visit.config.targets.get(name);
  if (own === undefined) return { instance: undefined, message: `There is no target \`${name}\`.` };
  if (visit.open.size >= maxInherits)
    return {
      instance: own.instance,
      message: `\`${name}\` stands at the end of more than ${maxInherits} targets that inherit from each other.`,
    };
  visit.open.add(name);
  let base = emptyLayer;
  for (const parent of own.layer.inherits) {
    if (parent.kind === 'unknown')
      return { instance: own.instance, message: `What \`${name}\` inherits only a run can tell, because ${parent.why}.` };
    const inherited = inherit(parent.text, visit);
    if (inherited === undefined) continue;
    if (!isResolved(inherited)) return { instance: inherited.instance ?? own.instance, message: inherited.message };
    visit.budget.left -= sizeOf(inherited.layer);
    if (visit.budget.left < 0)
      return { instance: own.instance, message: 'The targets of the file inherit more from each other than is read.' };
    base = mergeLayers(base, inherited.layer);
  }
  const resolved: Resolved = { name, layer: { ...normalizeLayer(mergeLayers(base, own.layer)), inherits: [] }, instance: own.instance };
  if (!visit.circle) {
    visit.open.delete(name);
    visit.done.set(name, resolved);
  }
  return resolved;
}

function sizeOf({ args, contexts, tags, platforms }: Layer): number {
  return 1 + args.size + contexts.size + (tags?.length ?? 0) + (platforms?.length ?? 0);
}
