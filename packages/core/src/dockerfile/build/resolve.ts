import { fail, ok, type Result } from '../../text/index.ts';
import type { ImageReference } from '../../reference/index.ts';
import { complain, type PlacedComplaint } from '../complaint.ts';
import { limits } from '../limits.ts';
import { findInvalidBase } from './base.ts';
import { readContext, type NamedContexts } from './contexts.ts';
import { reachableFrom, takenFrom, type BuildGraph, type BuildNode, type Content } from './graph.ts';
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
  let triggered = 0;
  for (;;) {
    const invalid = findInvalidBase(graph.nodes);
    if (invalid !== undefined) return fail(invalid);
    const reached = reachableFrom(target);
    for (const node of graph.nodes) node.isTooLate ||= node.origin !== 'from' && !reached.has(node);
    let grew = false;
    for (const node of [...reached]) {
      if (node.isTooLate === true) continue;
      const triggers = resolveNode(node, options.contexts, options.onbuild);
      if (!triggers.ok) return triggers;
      if (triggers.value.length === 0) continue;
      triggered += triggers.value.length;
      if (triggered > limits.triggers) return fail({ ...endless, line: node.line });
      const added = addTriggers(node, triggers.value, graph, options.escape);
      if (!added.ok) return fail({ ...added.error, line: node.line });
      grew ||= added.value;
    }
    if (grew) continue;
    resolveLate(target, reached);
    return ok(reached);
  }
}

/**
 * What is no stage and is needed only since triggers were added: BuildKit looks up neither its configuration nor a named
 * context for it any more, and pulls it where a step takes files from it.
 */
function resolveLate(target: BuildNode, reached: ReadonlySet<BuildNode>): void {
  const late = [...reached].filter(({ isTooLate }) => isTooLate === true);
  if (late.length === 0) return;
  const taken = takenFrom(target);
  for (const node of late) {
    const { base } = node;
    node.content = base.kind === 'image' && taken.has(node) ? { kind: 'image', reference: base.reference, isContext: false } : noContent;
  }
}

const endless = complain(`The bases bring more than ${limits.triggers} ONBUILD triggers.`, { code: 'dockerfile/too-large' });

/** @returns the triggers that now come in front of the node's instructions */
function resolveNode(
  node: BuildNode,
  contexts: NamedContexts,
  onbuild: ResolveOptions['onbuild'],
): Result<readonly string[], PlacedComplaint> {
  const triggers: string[] = [];
  if (node.content === undefined) {
    const content = findContent(node, contexts);
    if (!content.ok) return content;
    node.content = content.value;
    if (node.content?.kind === 'image') triggers.push(...(onbuild(node.content.reference) ?? []));
  }
  if (node.base.kind === 'stage' && node.context === undefined && !node.triggered) {
    triggers.push(...triggersOf(node.base.stage));
  }
  node.triggered = true;
  return ok(triggers);
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
