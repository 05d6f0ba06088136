import type { Member } from './config.ts';
import { isResolved, type Resolved, type Unresolved } from './resolve.ts';
import type { Instance } from './world.ts';

const prefix = 'target:';

/** The targets that a target takes as contexts. */
function linksOf({ layer }: Resolved): string[] {
  return [...layer.contexts.values()].flatMap((leaf) =>
    leaf.kind === 'text' && leaf.text.startsWith(prefix) ? [leaf.text.slice(prefix.length)] : [],
  );
}

/** All targets that are reached from these by `target:` contexts, these included, and what is wrong with the links. */
export function followLinks(
  members: readonly Member[],
  resolve: (name: string) => Resolved | Unresolved,
): { reached: Resolved[]; wrong: Unresolved[] } {
  const reached = new Map<string, Resolved>();
  const wrong: Unresolved[] = [];
  const queue: { readonly name: string; readonly from?: Resolved; readonly group?: Instance }[] = [...members];
  // Grows while it is gone through.
  for (const next of queue) {
    const { name, from, group } = next;
    const target = reached.get(name) ?? resolve(name);
    if (!isResolved(target)) {
      wrong.push({ instance: target.instance ?? from?.instance ?? group, message: target.message });
      continue;
    }
    if (from !== undefined && !canFeed(target, from)) {
      wrong.push({
        instance: from.instance,
        message: `\`${from.name}\` is built for platforms that \`${name}\`, which it takes as a context, is not.`,
      });
    }
    if (reached.has(name)) continue;
    reached.set(name, target);
    queue.push(...linksOf(target).map((link) => ({ name: link, from: target })));
  }
  return { reached: [...reached.values()], wrong: [...wrong, ...findCircles(reached)] };
}

function canFeed(target: Resolved, user: Resolved): boolean {
  const [own, others] = [target, user].map(({ layer }) => layer.platforms ?? []);
  if (own === undefined || others === undefined || own.length < 2 || others.length < 2) return true;
  const known = new Set(own.map((leaf) => (leaf.kind === 'text' ? leaf.text : undefined)));
  return known.has(undefined) || others.every((leaf) => leaf.kind === 'unknown' || known.has(leaf.text));
}

/** Takes away what depends on nothing that is left, until only circles and what needs them are left. */
function findCircles(targets: ReadonlyMap<string, Resolved>): Unresolved[] {
  const waiting = new Map<string, number>();
  const users = new Map<string, string[]>();
  for (const [name, target] of targets) {
    const links = linksOf(target).filter((link) => targets.has(link));
    waiting.set(name, links.length);
    for (const link of links) users.set(link, [...(users.get(link) ?? []), name]);
  }
  const ready = [...waiting].filter(([, count]) => count === 0).map(([name]) => name);
  for (let next = ready.pop(); next !== undefined; next = ready.pop()) {
    waiting.delete(next);
    for (const user of users.get(next) ?? []) {
      const left = (waiting.get(user) ?? 0) - 1;
      waiting.set(user, left);
      if (left === 0) ready.push(user);
    }
  }
  const [first] = waiting.keys();
  const target = first === undefined ? undefined : targets.get(first);
  return target === undefined
    ? []
    : [{ instance: target.instance, message: `\`${target.name}\` takes itself as a context, or a target that leads back to it.` }];
}
