import { bareName, type Expression, type Step } from './syntax.ts';

/** What an expression refers to, whether or not its value will depend on it. */
export interface Dependencies {
  readonly names: readonly { readonly name: string; readonly steps: readonly Step[]; readonly expression: Expression }[];
  readonly functions: ReadonlySet<string>;
}

/** Collects names that do not stem from a `for` around them, and the functions that are called. */
export function dependencies(expression: Expression): Dependencies {
  const names: { name: string; steps: readonly Step[]; expression: Expression }[] = [];
  const functions = new Set<string>();
  const visit = (node: Expression, locals: ReadonlySet<string>): void => {
    if (node.kind === 'name' && !locals.has(node.name)) names.push({ name: node.name, steps: node.steps, expression: node });
    if (node.kind === 'call') functions.add(node.name);
    if (node.kind !== 'for') {
      for (const child of childrenOf(node)) visit(child, locals);
      return;
    }
    visit(node.source, locals);
    const inner = new Set([...locals, node.valueName, ...(node.keyName === undefined ? [] : [node.keyName])]);
    for (const child of [node.key, node.value, node.condition]) if (child !== undefined) visit(child, inner);
  };
  visit(expression, new Set());
  return { names, functions };
}

function childrenOf(node: Exclude<Expression, { readonly kind: 'for' }>): readonly Expression[] {
  switch (node.kind) {
    case 'literal':
    case 'name':
    case 'item':
      return [];
    case 'template':
      return node.parts;
    case 'steps':
      return [node.source];
    case 'index':
      return [node.source, node.key];
    case 'splat':
      return [node.source, node.each];
    case 'call':
      return node.args;
    case 'unary':
      return [node.operand];
    case 'binary':
      return [node.left, node.right];
    case 'conditional':
      return [node.condition, node.yes, node.no];
    case 'tuple':
      return node.items;
    case 'object':
      return node.items.flatMap(({ key, value }) => (bareName(key) === undefined ? [key, value] : [value]));
    case 'joined':
      return [node.turns];
    case 'wrapped':
      return [node.inner];
  }
}
