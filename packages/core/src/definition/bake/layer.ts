import { complain, isNull, itemsOf, entriesOf, failed, type Value } from '../hcl/index.ts';
import { toLeaf, toLeafList, toLeafMap, type Leaf, type LeafList, type LeafMap } from './leaf.ts';
import { fieldOf } from './names.ts';
import { nullableMembers, targetFields } from './shapes.ts';
import { attributeOf, type Instance, type World } from './world.ts';

/** What one block, or a target with all it inherits, sets. */
export interface Layer {
  readonly context?: Leaf;
  readonly dockerfile?: Leaf;
  readonly inline?: Leaf;
  readonly target?: Leaf;
  readonly args: LeafMap;
  readonly contexts: LeafMap;
  readonly tags?: LeafList;
  readonly platforms?: LeafList;
  readonly inherits: LeafList;
}

export const emptyLayer: Layer = { args: new Map(), contexts: new Map(), inherits: [] };

/** Evaluates all fields of a target, those that do not matter here too: bake refuses what does not fit. */
export function readLayer(world: World, instance: Instance): Layer {
  const values = new Map(
    [...targetFields].map(([name, type]) => [name, checkMembers(name, fieldOf(world, instance, name, type), instance)]),
  );
  const read = <T>(
    name: string,
    convert: (value: Value, expression: NonNullable<ReturnType<typeof attributeOf>>['value'], instance: Instance) => T,
  ): T | undefined => {
    const value = values.get(name);
    const attribute = attributeOf(instance.block.body, name);
    return value === undefined || attribute === undefined || isNull(value) ? undefined : convert(value, attribute.value, instance);
  };
  const [context, dockerfile, inline, target] = ['context', 'dockerfile', 'dockerfile-inline', 'target'].map((name) => read(name, toLeaf));
  const [tags, platforms] = [read('tags', toLeafList), read('platforms', toLeafList)];
  return {
    ...(context && { context }),
    ...(dockerfile && { dockerfile }),
    ...(inline && { inline }),
    ...(target && { target }),
    ...(tags && { tags }),
    ...(platforms && { platforms }),
    args: read('args', toLeafMap) ?? emptyLayer.args,
    contexts: read('contexts', toLeafMap) ?? emptyLayer.contexts,
    inherits: read('inherits', toLeafList) ?? [],
  };
}

/** Null stands for "not set" in args and labels only. */
function checkMembers(name: string, value: Value, instance: Instance): Value {
  const attribute = attributeOf(instance.block.body, name);
  const members = itemsOf(value) ?? entriesOf(value)?.map(([, entry]) => entry) ?? [];
  const missing =
    name === 'description' ? isNull(value) : value.type.kind !== 'object' && value.type.kind !== 'tuple' && members.some(isNull);
  if (attribute === undefined || nullableMembers.has(name) || !missing) return value;
  complain(instance.scope, attribute.value, `\`${name}\` can not hold null.`);
  return failed;
}

/** What `over` sets takes the place of what `base` does; args and contexts are merged key by key. */
export function mergeLayers(base: Layer, over: Layer): Layer {
  return {
    ...base,
    ...over,
    args: mergeMaps(base.args, over.args),
    contexts: mergeMaps(base.contexts, over.contexts),
    inherits: [...base.inherits, ...over.inherits],
  };
}

function mergeMaps(base: LeafMap, over: LeafMap): LeafMap {
  return over.size === 0 ? base : new Map([...base, ...over]);
}

/** One of each tag and platform, none empty; a context that is empty is no context. */
export function normalizeLayer(layer: Layer): Layer {
  const contexts = new Map([...layer.contexts].filter(([, leaf]) => leaf.kind === 'unknown' || leaf.text !== ''));
  return {
    ...layer,
    contexts,
    ...(layer.tags && { tags: distinctLeaves(layer.tags) }),
    ...(layer.platforms && { platforms: distinctLeaves(layer.platforms) }),
  };
}

function distinctLeaves(leaves: LeafList): LeafList {
  const seen = new Set<string>();
  return leaves.filter((leaf) => {
    if (leaf.kind === 'unknown') return true;
    if (leaf.text === '' || seen.has(leaf.text)) return false;
    seen.add(leaf.text);
    return true;
  });
}
