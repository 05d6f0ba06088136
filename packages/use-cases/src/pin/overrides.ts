import { writeBuiltFrom, readBuiltFrom, type BuiltBase, type Override } from '@image-factory/core/decide';
import type { ImageName } from '@image-factory/core/enrollment';
import type { Dependency, FactoryModel } from '@image-factory/core/graph';
import { identityOf } from '@image-factory/core/reference';
import type { StateSnapshot } from '@image-factory/core/state';
import type { YamlMap } from '@image-factory/core/yaml';
import { overridesFrom, type OverridesInput } from '../rebuild/overrides.ts';
import type { Reports } from '../rebuild/overrides-read.ts';
import type { Registries } from '../rebuild/ports.ts';
import type { HeldByPins } from './decide-pins.ts';

/**
 * The images whose pins move before their delay is over (SPEC section 7, point 4): those with an urgent vulnerability that a
 * build would be rid of if its pins had moved, and that a rebuild alone does not help against.
 */
export async function urgentPins(
  reports: Reports,
  input: OverridesInput,
  held: HeldByPins,
  registries: Registries | undefined,
): Promise<ReadonlyMap<ImageName, Override>> {
  if (held.size === 0) return new Map();
  const moved = { ...input, model: withoutPins(input.model, held), state: builtFromPins(input.state, held) };
  const [now, then] = await Promise.all([overridesFrom(reports, input, registries), overridesFrom(reports, moved, registries)]);
  return new Map(
    [...then.overrides].filter(([image, { ids }]) => {
      const without = new Set(now.overrides.get(image)?.ids);
      return held.has(image) && ids.some((id) => !without.has(id));
    }),
  );
}

/** The same images, built from what stands under the tags. */
function withoutPins(model: FactoryModel, held: HeldByPins): FactoryModel {
  return {
    ...model,
    managed: model.managed.map((node) => {
      const bases = held.get(node.image.name);
      const unpinned = (dependency: Dependency): Dependency => ({ ...dependency, reference: identityOf(dependency.reference) });
      const dependencies = node.dependencies.map((dependency) => (bases?.has(dependency.name) ? unpinned(dependency) : dependency));
      return { ...node, dependencies };
    }),
  };
}

/** What a pin holds is what a build of it is made from. */
function builtFromPins(state: StateSnapshot, held: HeldByPins): StateSnapshot {
  const images = new Map<string, YamlMap>(state.images);
  for (const [name, bases] of held) {
    const own = images.get(name) ?? new Map();
    const built = new Map<string, BuiltBase>(readBuiltFrom(own));
    for (const [base, platforms] of bases) built.set(base, { evidence: 'report', platforms });
    images.set(name, new Map([...own, ['builtFrom', writeBuiltFrom(built)]]));
  }
  return { ...state, images };
}
