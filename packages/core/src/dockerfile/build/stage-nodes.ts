import { fail, ok, show, type Result } from '../../text/index.ts';
import { complain, type Complaint, type PlacedComplaint } from '../complaint.ts';
import { readPlatform } from '../platform.ts';
import type { FromInstruction } from '../syntax/instruction.ts';
import type { Stage } from '../syntax/parse-dockerfile.ts';
import type { Platform } from '../types.ts';
import { outsideBase } from './base.ts';
import { isContextName, type NamedContexts } from './contexts.ts';
import type { Base, BuildGraph, BuildNode } from './graph.ts';
import type { Doubt, DoubtfulWords, GlobalScope } from './scope.ts';

/** What is worth telling about stages that BuildKit may well build. */
export interface StageDoubts {
  /** Values of `--platform` that can not be known. */
  readonly platforms: readonly DoubtfulWords[];
  /** Bases that are known as long as nobody gives the arguments a value. */
  readonly bases: readonly DoubtfulWords[];
}

/** Adds the stages of a file to the graph, in their order, with what FROM of each means. */
export function addStages(
  stages: readonly Stage[],
  graph: BuildGraph,
  scope: GlobalScope,
  contexts: NamedContexts,
): Result<StageDoubts, PlacedComplaint> {
  const platforms: DoubtfulWords[] = [];
  const bases: DoubtfulWords[] = [];
  for (const { from } of stages) {
    const { line, base: written, platform } = from;
    const base = findBase(written, graph, scope);
    if (!base.ok) return fail({ ...base.error, line });
    const node = toNode(from, base.value.base, contexts);
    if (!node.ok) return fail({ ...node.error, line });
    if (base.value.doubt !== undefined) bases.push({ line, written, doubt: base.value.doubt });
    if (platform === undefined) {
      graph.add(node.value);
      continue;
    }
    const found = findPlatform(platform, scope);
    if (!found.ok) return fail({ ...found.error, line });
    if (typeof found.value !== 'string') platforms.push({ line, written: platform, doubt: found.value });
    graph.add({ ...node.value, platform: typeof found.value === 'string' ? found.value : 'unknown' });
  }
  return ok({ platforms, bases });
}

function toNode({ base: written, name, line }: FromInstruction, base: Base, contexts: NamedContexts): Result<BuildNode, Complaint> {
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
    base,
    ...(context === undefined ? {} : { context }),
    instructions: [],
    needs: new Map(),
    triggered: false,
  });
}

/** The doubt is told only where the base is known all the same. */
function findBase(written: string, graph: BuildGraph, scope: GlobalScope): Result<{ base: Base; doubt?: Doubt }, Complaint> {
  const expanded = scope.expand(written);
  if (!expanded.ok) return expanded;
  const { text, doubt } = expanded.value;
  const base = baseNamed(text, written, graph);
  if (doubt === undefined) return base.ok ? ok({ base: base.value }) : base;
  const isLikely = base.ok && base.value.kind !== 'invalid' && doubt.obstacle === undefined;
  return isLikely ? ok({ base: base.value, doubt }) : ok({ base: { kind: 'unknown', doubt } });
}

function baseNamed(text: string | undefined, written: string, graph: BuildGraph): Result<Base, Complaint> {
  if (text === undefined || text === '') {
    const hint = 'Declare its variables with ARG in front of the first FROM, with a default.';
    return fail(complain(`The base ${show(written)} is empty once its variables are expanded.`, { hint, words: written }));
  }
  const stage = graph.findExactly(text);
  return ok(stage === undefined ? outsideBase(text, written) : { kind: 'stage', stage });
}

/** @returns what makes it impossible to know the platform, when it is not known */
function findPlatform(written: string, scope: GlobalScope): Result<Platform | Doubt, Complaint> {
  const expanded = scope.expand(written);
  if (!expanded.ok) return expanded;
  const { text, doubt } = expanded.value;
  const platform = text === undefined ? undefined : readPlatform(text);
  if (platform !== undefined && doubt?.obstacle === undefined) return ok(platform);
  if (doubt !== undefined) return ok(doubt);
  const meaning = text === written ? '' : `, which comes to ${show(text ?? '')},`;
  const hint = 'For example `linux/amd64`, `linux/arm64` or `$BUILDPLATFORM`.';
  return fail(complain(`The platform ${show(written)}${meaning} is none that BuildKit knows.`, { hint, words: written }));
}
