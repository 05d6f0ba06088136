import type { BlockShapes } from '../hcl/index.ts';
import { boolType, dynamicType, stringType, type Type } from '../hcl/index.ts';

/** Blocks of a bake file. */
export const bakeShapes: BlockShapes = {
  variable: { labels: 1, blocks: { validation: { labels: 0, blocks: {} } } },
  function: { labels: 1, blocks: {} },
  group: { labels: 1, blocks: {} },
  target: { labels: 1, blocks: {} },
};

const texts: Type = { kind: 'list', of: stringType };
const textMap: Type = { kind: 'map', of: stringType };

/** Fields of a target, and what bake converts them to. It ignores all others. */
export const targetFields: ReadonlyMap<string, Type> = new Map<string, Type>([
  ...['annotations', 'entitlements', 'inherits', 'no-cache-filter', 'platforms', 'tags', 'ulimits'].map((name) => [name, texts] as const),
  ...['args', 'contexts', 'extra-hosts', 'labels'].map((name) => [name, textMap] as const),
  ...['call', 'context', 'description', 'dockerfile', 'dockerfile-inline', 'network', 'shm-size', 'target'].map(
    (name) => [name, stringType] as const,
  ),
  ...['no-cache', 'pull'].map((name) => [name, boolType] as const),
  ...['attest', 'cache-from', 'cache-to', 'output', 'policy', 'resources', 'secret', 'ssh'].map((name) => [name, dynamicType] as const),
]);

export const groupFields: ReadonlyMap<string, Type> = new Map<string, Type>([
  ['description', stringType],
  ['targets', texts],
]);

/** Fields that hold null as "not set" in their members. */
export const nullableMembers: ReadonlySet<string> = new Set(['args', 'labels', 'extra-hosts']);
