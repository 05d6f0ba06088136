import { fail, ok, type Result } from '../../text/index.ts';
import type { ImageReference } from '../../reference/index.ts';
import type { PlacedComplaint } from '../complaint.ts';
import { readContext, type NamedContexts } from './contexts.ts';
import { reachableFrom, type BuildGraph, type BuildNode, type Content } from './graph.ts';
import { addTriggers, triggersOf } from './onbuild.ts';

export interface ResolveOptions {
  readonly contexts: NamedContexts;
  readonly escape: string;
  /** ONBUILD triggers of an image whose configuration is known. */
  readonly onbuild: (base: ImageReference) => readonly string[] | undefined;
}

/**
 * Finds out what a build of `target` pulls: everything that the target needs gets its `content`.
 * Triggers of the bases may add needs, so this goes on until nothing new comes.
 *
 * @returns what the target needs, itself included
 */
export function resolveBuild(
  target: BuildNode,
  graph: BuildGraph,
  options: ResolveOptions,
): Result<ReadonlySet<BuildNode>, PlacedComplaint> {
  for (;;) {
    const reached = reachableFrom(target);
    let grew = false;
    for (const node of [...reached]) {
      const added = resolveNode(node, graph, options);
      if (!added.ok) return added;
      grew ||= added.value;
    }
    if (!grew) return ok(reached);
  }
}

/** @returns whether the node may need more than before */
function resolveNode(node: BuildNode, graph: BuildGraph, options: ResolveOptions): Result<boolean, PlacedComplaint> {
  const triggers: string[] = [];
  if (node.content === undefined) {
    const content = findContent(node, options.contexts);
    if (!content.ok) return content;
    node.content = content.value;
    if (node.content?.kind === 'image') triggers.push(...(options.onbuild(node.content.reference) ?? []));
  }
  if (node.base.kind === 'stage' && node.context === undefined && !node.triggered) {
    triggers.push(...triggersOf(node.base.stage));
  }
  node.triggered = true;
  if (triggers.length === 0) return ok(false);
  const grew = addTriggers(node, triggers, graph, options.escape);
  return grew.ok ? grew : fail({ ...grew.error, line: node.line });
}

const noContent: Content = { kind: 'nothing' };

/** A context that stands in for the stage wins, then one that stands in for the image. */
function findContent({ base, context, written, name, line }: BuildNode, contexts: NamedContexts): Result<Content, PlacedComplaint> {
  const instead = context ?? (base.kind === 'image' ? contexts.forImage(base.reference) : undefined);
  if (instead === undefined) return ok(base.kind === 'image' ? { kind: 'image', reference: base.reference, isContext: false } : noContent);
  const source = readContext(context === undefined ? written : (name ?? written), instead);
  if (!source.ok) return fail({ ...source.error, line });
  return ok(source.value.kind === 'image' ? { ...source.value, isContext: true } : noContent);
}
