import { keyOf, type Catalog } from './catalog.ts';

/** Whether Freight of a Warehouse can ever get to a Stage. */
export type Reaches = (stage: string, origin: string) => boolean;

/**
 * Follows Freight from the Warehouses through the Stages that let it on. In one pass over all requests: what is waited for
 * in a circle is never reached.
 */
export function flowOf({ stages }: Catalog): Reaches {
  const waiting = new Map<string, string[]>();
  const reached = new Set<string>();
  const queue: string[] = [];
  const reach = (key: string): void => {
    if (reached.has(key)) return;
    reached.add(key);
    queue.push(key);
  };
  for (const [stage, { requests }] of stages) {
    const namespace = stage.slice(0, stage.indexOf('/'));
    for (const { origin, isDirect, stages: upstream } of requests) {
      const key = `${stage} ${origin}`;
      if (isDirect) reach(key);
      for (const name of upstream) {
        const from = `${keyOf(namespace, name)} ${origin}`;
        const list = waiting.get(from);
        if (list === undefined) waiting.set(from, [key]);
        else list.push(key);
      }
    }
  }
  for (const key of queue) for (const next of waiting.get(key) ?? []) reach(next);
  return (stage, origin) => reached.has(`${stage} ${origin}`);
}
