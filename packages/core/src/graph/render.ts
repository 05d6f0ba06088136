import { familiarReference } from '../reference/index.ts';
import type { Dependency, FactoryModel } from './model.ts';

export type GraphFormat = 'mermaid' | 'dot' | 'json' | 'ascii';
export const graphFormats: readonly GraphFormat[] = ['mermaid', 'dot', 'json', 'ascii'];

interface Node {
  readonly id: string;
  readonly kind: 'managed' | 'external' | 'base';
  readonly name: string;
  readonly image: string;
}

interface Edge {
  /** The image that is used. */
  readonly from: string;
  /** The image that is built from it. */
  readonly to: string;
  readonly use: string;
}

interface Drawing {
  readonly nodes: readonly Node[];
  readonly edges: readonly Edge[];
}

/** The dependency graph as text: arrows go from a base to what is built from it, the way that rebuilds travel. */
export function renderGraph(model: FactoryModel, format: GraphFormat): string {
  const drawing = draw(model);
  switch (format) {
    case 'mermaid':
      return mermaid(drawing);
    case 'dot':
      return dot(drawing);
    case 'json':
      return `${JSON.stringify(drawing, null, 2)}\n`;
    case 'ascii':
      return ascii(drawing);
  }
}

function draw({ managed, external, bases }: FactoryModel): Drawing {
  const nodes: Node[] = [
    ...bases.map(({ name, reference }) => ({ id: `base/${name}`, kind: 'base' as const, name, image: familiarReference(reference) })),
    ...external.map(({ name, repository }) => ({ id: `image/${name}`, kind: 'external' as const, name, image: repository })),
    ...managed.map(({ image }) => ({
      id: `image/${image.name}`,
      kind: 'managed' as const,
      name: image.name,
      image: `${image.registry}/${image.repository}`,
    })),
  ];
  const known = new Set(nodes.map(({ id }) => id));
  const edges = managed.flatMap(({ image, dependencies }) =>
    dependencies.map((dependency) => ({ from: nodeId(dependency, known), to: `image/${image.name}`, use: dependency.use })),
  );
  return { nodes, edges };
}

// A base may bear the name of an enrolled image; what is watched is looked up among the bases first.
function nodeId({ kind, name }: Dependency, known: ReadonlySet<string>): string {
  return kind === 'watched' && known.has(`base/${name}`) ? `base/${name}` : `image/${name}`;
}

function mermaid({ nodes, edges }: Drawing): string {
  const ids = new Map(nodes.map(({ id }, index) => [id, `n${index}`]));
  const shapes = { base: ['([', '])'], external: ['[/', '/]'], managed: ['[', ']'] } as const;
  const lines = nodes.map(({ id, kind, image, name }) => {
    const [open, close] = shapes[kind];
    return `  ${ids.get(id) ?? id}${open}"${kind === 'base' ? image : name}"${close}`;
  });
  const arrows = edges.flatMap(({ from, to, use }) => {
    const [start, end] = [ids.get(from), ids.get(to)];
    return start === undefined || end === undefined ? [] : [`  ${start} -->${use === 'final-base' ? '' : `|${use}|`} ${end}`];
  });
  return ['flowchart LR', ...lines, ...arrows, ''].join('\n');
}

function dot({ nodes, edges }: Drawing): string {
  const shapes = { base: 'ellipse', external: 'parallelogram', managed: 'box' } as const;
  const lines = nodes.map(
    ({ id, kind, name, image }) =>
      `  ${JSON.stringify(id)} [label=${JSON.stringify(kind === 'base' ? image : name)}, shape=${shapes[kind]}];`,
  );
  const arrows = edges.map(({ from, to, use }) => `  ${JSON.stringify(from)} -> ${JSON.stringify(to)} [label=${JSON.stringify(use)}];`);
  return ['digraph images {', '  rankdir=LR;', ...lines, ...arrows, '}', ''].join('\n');
}

/** A tree below each image that nothing else feeds; what was drawn before is only named again. */
function ascii({ nodes, edges }: Drawing): string {
  const fed = new Set(edges.map(({ to }) => to));
  const below = new Map<string, Edge[]>();
  for (const edge of edges) below.set(edge.from, [...(below.get(edge.from) ?? []), edge]);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const drawn = new Set<string>();
  const lines: string[] = [];
  const visit = (id: string, prefix: string): void => {
    const children = below.get(id) ?? [];
    if (drawn.has(id) && children.length > 0) {
      lines.push(`${prefix}└─ (see above)`);
      return;
    }
    drawn.add(id);
    children.forEach(({ to, use }, index) => {
      const last = index === children.length - 1;
      lines.push(`${prefix}${last ? '└─' : '├─'} ${label(byId.get(to), to)}${use === 'final-base' ? '' : ` (${use})`}`);
      visit(to, `${prefix}${last ? '   ' : '│  '}`);
    });
  };
  const roots = nodes.filter(({ id }) => !fed.has(id));
  for (const root of roots) {
    lines.push(label(root, root.id));
    visit(root.id, '');
  }
  for (const node of nodes) {
    if (drawn.has(node.id)) continue;
    lines.push(label(node, node.id));
    visit(node.id, '');
  }
  return [...lines, ''].join('\n');
}

function label(node: Node | undefined, id: string): string {
  if (node === undefined) return id;
  return node.kind === 'base' ? node.image : `${node.name} [${node.kind}]`;
}
