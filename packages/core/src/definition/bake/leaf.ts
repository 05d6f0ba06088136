import { bareName, entriesOf, isNull, itemsOf, textOf, unknownOf, type Expression, type Value } from '../hcl/index.ts';
import { lineAt } from './lines.ts';
import type { Instance } from './world.ts';

/** Something that a definition holds: a text, or what only a run can tell. */
export type Leaf =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'unknown'; readonly written: string; readonly line: number; readonly why: string };

/** A list; one of which nothing is known is a single unknown leaf. */
export type LeafList = readonly Leaf[];
/** A mapping; under `undefined` stands what keeps all of it from being known. */
export type LeafMap = ReadonlyMap<string | undefined, Leaf>;

export function toLeaf(value: Value, expression: Expression, instance: Instance): Leaf {
  const unknown = unknownOf(value);
  if (unknown === undefined) return { kind: 'text', text: textOf(value) };
  const { text } = instance.block.file;
  const written = text.slice(expression.start, expression.end);
  return { kind: 'unknown', written, line: lineAt(instance.block.file, expression.start), why: unknown.why };
}

export function toLeafList(value: Value, expression: Expression, instance: Instance): LeafList {
  const inner = unwrapped(expression);
  const parts = inner.kind === 'tuple' ? inner.items : [];
  const items = itemsOf(value);
  return (
    items?.map((item, index) => toLeaf(item, parts.length === items.length ? (parts[index] ?? expression) : expression, instance)) ?? [
      toLeaf(value, expression, instance),
    ]
  );
}

/** Members that are null are left out, as not set. */
export function toLeafMap(value: Value, expression: Expression, instance: Instance): LeafMap {
  const inner = unwrapped(expression);
  const parts = new Map(inner.kind === 'object' ? inner.items.map(({ key, value: part }) => [keyText(key), part]) : []);
  const leaves = new Map<string | undefined, Leaf>();
  for (const [key, entry] of entriesOf(value) ?? [])
    if (!isNull(entry)) leaves.set(key, toLeaf(entry, parts.get(key) ?? expression, instance));
  if (unknownOf(value) !== undefined) leaves.set(undefined, toLeaf(value, expression, instance));
  return leaves;
}

function unwrapped(expression: Expression): Expression {
  return expression.kind === 'wrapped' ? expression.inner : expression;
}

function keyText(key: Expression): string | undefined {
  const [only] = key.kind === 'template' ? key.parts : [];
  return bareName(key) ?? (only?.kind === 'literal' ? textOf(only.value) : undefined);
}
