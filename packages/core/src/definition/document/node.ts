/** One value of a YAML file of somebody else's. Nodes behind an alias are shared, never copied. */
export type Node = ScalarNode | ListNode | MapNode;

interface Placed {
  /** Line in the file, from 1. Of a value behind an alias: where the value stands, not the alias. */
  readonly line: number;
  /** `!reset`: as written, exclamation mark included. */
  readonly tag?: string;
  /** The size of what this stands for once every alias in it is written out. */
  readonly size: number;
}

export interface ScalarNode extends Placed {
  readonly kind: 'scalar';
  /** Its text with quotes and escapes resolved; numbers, dates and the like as they are written. */
  readonly text: string;
  /** Without quotes, and no block: what a reader may take for a number, a boolean or nothing. */
  readonly plain: boolean;
  /** A block text `|`: each of its lines stands on a line of the file, below the one of `line`. */
  readonly literal: boolean;
}

interface ListNode extends Placed {
  readonly kind: 'list';
  readonly items: readonly Node[];
}

export interface MapNode extends Placed {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, Entry>;
}

export interface Entry {
  /** Line of the key. */
  readonly line: number;
  readonly value: Node;
}

/** The value of a key; undefined when the node is no mapping, or has no such key. */
export function child(node: Node | undefined, key: string): Node | undefined {
  return node?.kind === 'map' ? node.entries.get(key)?.value : undefined;
}

/** Key, value and line of the key; none for what is no mapping. */
export function entriesOf(node: Node | undefined): readonly { readonly key: string; readonly value: Node; readonly line: number }[] {
  return node?.kind === 'map' ? [...node.entries].map(([key, { value, line }]) => ({ key, value, line })) : [];
}

/** Items of a list; what is written alone counts as a list of one. */
export function itemsOf(node: Node | undefined): readonly Node[] {
  if (node === undefined) return [];
  return node.kind === 'list' ? node.items : [node];
}
