import { itemsOf, textOf } from '../hcl/index.ts';
import { mergeLayers, readLayer, type Layer } from './layer.ts';
import { fieldOf } from './names.ts';
import { groupFields } from './shapes.ts';
import { attributeOf, complaintAt, type Instance, type World } from './world.ts';

interface Group {
  /** As written: they may be groups. */
  readonly members: readonly string[];
  readonly instance: Instance;
}

/** Targets and groups by name, before inheritance. */
export interface Config {
  readonly targets: ReadonlyMap<string, { readonly layer: Layer; readonly instance: Instance }>;
  readonly groups: ReadonlyMap<string, Group>;
}

/** Blocks of one name are merged in their order; of groups the last counts. A matrix makes a group of its targets. */
export function readConfig(world: World): Config {
  const targets = new Map<string, { layer: Layer; instance: Instance }>();
  const groups = new Map<string, Group>();
  for (const instance of world.instances?.group ?? []) groups.set(instance.name, { members: readMembers(world, instance), instance });
  const renamed = new Map<string, { names: Set<string>; instance: Instance }>();
  for (const instance of world.instances?.target ?? []) {
    const layer = readLayer(world, instance);
    const before = targets.get(instance.name);
    targets.set(instance.name, {
      layer: before === undefined ? layer : mergeLayers(before.layer, layer),
      instance: before?.instance ?? instance,
    });
    const [label = ''] = instance.block.labels;
    const known = renamed.get(label) ?? { names: new Set(), instance };
    known.names.add(instance.name);
    renamed.set(label, known);
  }
  for (const [label, { names, instance }] of renamed) {
    if ((names.size > 1 || !names.has(label)) && !groups.has(label)) groups.set(label, { members: [...names], instance });
  }
  return { targets, groups };
}

function readMembers(world: World, instance: Instance): string[] {
  const type = groupFields.get('targets');
  if (attributeOf(instance.block.body, 'targets') === undefined)
    world.run.complaints.push(complaintAt(instance.block, 'A group needs `targets`.'));
  if (type === undefined) return [];
  for (const [name, field] of groupFields) fieldOf(world, instance, name, field);
  return [...new Set((itemsOf(fieldOf(world, instance, 'targets', type)) ?? []).map(textOf))];
}

/** What a name on the command line comes down to: a target, and the group that led to it. */
export interface Member {
  readonly name: string;
  readonly group?: Instance;
}

/** The targets of a group and of the groups in it, or the target of that name. */
export function membersOf(config: Config, name: string): Member[] {
  const visited = new Set<string>();
  const members = new Map<string, Member>();
  const stack: Member[] = [{ name }];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const group = config.groups.get(next.name);
    if (group !== undefined && !visited.has(next.name)) {
      visited.add(next.name);
      stack.push(...group.members.map((member) => ({ name: member, group: group.instance })).toReversed());
    } else if (!members.has(next.name) && (group === undefined || config.targets.has(next.name))) members.set(next.name, next);
  }
  return [...members.values()];
}
