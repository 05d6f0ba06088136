import { fail, ok, show, type Result } from '../../text/index.ts';
import { complain, type Complaint, type PlacedComplaint } from '../complaint.ts';
import { isPlatform } from '../platform.ts';
import type { FromInstruction } from '../syntax/instruction.ts';
import type { Stage } from '../syntax/parse-dockerfile.ts';
import { outsideBase } from './base.ts';
import { isContextName, type NamedContexts } from './contexts.ts';
import type { Base, BuildGraph, BuildNode } from './graph.ts';
import type { Doubt, GlobalScope } from './scope.ts';

/** A value of `--platform` that depends on an argument without a value. */
export interface UnknownPlatform {
  readonly line: number;
  readonly written: string;
  readonly doubt: Doubt;
}

/** Adds the stages of a file to the graph, in their order, with what FROM of each means. */
export function addStages(
  stages: readonly Stage[],
  graph: BuildGraph,
  scope: GlobalScope,
  contexts: NamedContexts,
): Result<readonly UnknownPlatform[], PlacedComplaint> {
  const unknown: UnknownPlatform[] = [];
  for (const { from } of stages) {
    const node = toNode(from, graph, scope, contexts);
    if (!node.ok) return fail({ ...node.error, line: from.line });
    const platform = checkPlatform(from, scope);
    if (!platform.ok) return fail({ ...platform.error, line: from.line });
    if (platform.value !== undefined) unknown.push(platform.value);
    graph.add(node.value);
  }
  return ok(unknown);
}

function toNode(
  { base: written, name, line }: FromInstruction,
  graph: BuildGraph,
  scope: GlobalScope,
  contexts: NamedContexts,
): Result<BuildNode, Complaint> {
  const base = findBase(written, graph, scope);
  if (!base.ok) return base;
  if (name !== undefined && !isContextName(name)) {
    const hint = 'The name of a stage has to be usable as the name of an image.';
    return fail(complain(`BuildKit can not look for a named context ${show(name)}.`, { hint, words: name }));
  }
  const context = name === undefined ? undefined : contexts.forStage(name);
  return ok({
    origin: 'from',
    line,
    written,
    ...(name === undefined ? {} : { name }),
    base: base.value,
    ...(context === undefined ? {} : { context }),
    instructions: [],
    needs: new Map(),
    triggered: false,
  });
}

function findBase(written: string, graph: BuildGraph, scope: GlobalScope): Result<Base, Complaint> {
  const expanded = scope.expand(written);
  if (!expanded.ok) return expanded;
  const { text, doubt } = expanded.value;
  const base = baseNamed(text, written, graph);
  return base.ok || doubt === undefined ? base : ok({ kind: 'unknown', doubt });
}

function baseNamed(text: string | undefined, written: string, graph: BuildGraph): Result<Base, Complaint> {
  if (text === undefined || text === '') {
    const hint = 'Declare its variables with ARG in front of the first FROM, with a default.';
    return fail(complain(`The base ${show(written)} is empty once its variables are expanded.`, { hint, words: written }));
  }
  const stage = graph.findExactly(text);
  return stage === undefined ? outsideBase(text, written) : ok({ kind: 'stage', stage });
}

/** @returns the platform when it can not be known */
function checkPlatform({ platform: written, line }: FromInstruction, scope: GlobalScope): Result<UnknownPlatform | undefined, Complaint> {
  if (written === undefined) return ok(undefined);
  const expanded = scope.expand(written);
  if (!expanded.ok) return expanded;
  const { text, doubt } = expanded.value;
  if (text !== undefined && isPlatform(text)) return ok(undefined);
  if (doubt !== undefined) return ok({ line, written, doubt });
  const meaning = text === written ? '' : `, which comes to ${show(text ?? '')},`;
  const hint = 'For example `linux/amd64`, `linux/arm64` or `$BUILDPLATFORM`.';
  return fail(complain(`The platform ${show(written)}${meaning} is none that BuildKit knows.`, { hint, words: written }));
}
