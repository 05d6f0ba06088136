import { fail, ok, show, suggest, type Result } from '../../text/index.ts';
import { checkReachable } from '../checks/check-stage.ts';
import { complain, type Complaint, type PlacedComplaint } from '../complaint.ts';
import { defaultPlatform } from '../platform.ts';
import type { Dockerfile, Stage } from '../syntax/parse-dockerfile.ts';
import type { BuildOptions, Platform } from '../types.ts';
import { NamedContexts } from './contexts.ts';
import { BuildGraph, findCircle, type BuildNode } from './graph.ts';
import { resolveBuild } from './resolve.ts';
import { GlobalScope, type DoubtfulWords } from './scope.ts';
import { connect, planInstruction } from './sources.ts';
import { addStages, type StageDoubts } from './stage-nodes.ts';
import { lowerCase } from '../words/lower-case.ts';

/** A build for one platform. */
export interface BuildPlan {
  readonly platform: Platform;
  readonly stages: readonly BuildNode[];
  readonly target: BuildNode;
  readonly reached: ReadonlySet<BuildNode>;
  readonly doubts: StageDoubts;
  /** Defaults in front of the first FROM that need an argument which nobody gives. */
  readonly demands: readonly DoubtfulWords[];
}

/** A complaint about the options has no line. */
export type PlanComplaint = Complaint & Partial<Pick<PlacedComplaint, 'line'>>;

/**
 * What BuildKit does with a file, up to the point where it would start to pull: the steps and their order are those
 * of moby/buildkit frontend/dockerfile/dockerfile2llb.
 *
 * @returns the first reason to refuse the build
 */
export function planBuild(file: Dockerfile, platform: Platform, options: BuildOptions): Result<BuildPlan, PlanComplaint> {
  const { escape, stages, globalArgs } = file;
  const { buildArgs = {}, unknownArgs, buildPlatform = defaultPlatform, complete = false } = options;
  const name = targetName(stages, options.target);
  const scope = new GlobalScope({
    escape,
    platform,
    buildPlatform,
    buildArgs,
    target: name,
    complete,
    ...(unknownArgs === undefined ? {} : { unknownArgs }),
  });
  const refused = scope.declare(globalArgs);
  if (refused !== undefined) return fail(refused);
  const contexts = new NamedContexts(options.contexts ?? {});
  const badContext = contexts.complaints[0];
  if (badContext !== undefined) return fail(badContext);
  const graph = new BuildGraph();
  const added = addStages(stages, graph, scope, contexts);
  if (!added.ok) return added;
  const nodes = [...graph.nodes];
  const target = nodes[findTarget(stages, options.target) ?? -1];
  if (target === undefined || (complete && isNumber(options.target ?? ''))) return fail(unknownTarget(stages, options.target ?? ''));
  const connected = connectAll(stages, nodes, graph, escape);
  if (connected !== undefined) return fail(connected);
  const reached = resolveBuild(target, graph, { contexts, escape, onbuild: options.onbuild ?? (() => undefined) });
  if (!reached.ok) return reached;
  const late = checkReachable(nodes, reached.value, { escape, platform, buildArgs });
  if (late !== undefined) return fail(late);
  return ok({ platform, stages: nodes, target, reached: reached.value, doubts: added.value, demands: scope.demands });
}

/** Plans the instructions of every stage, needed or not. */
function connectAll(stages: readonly Stage[], nodes: readonly BuildNode[], graph: BuildGraph, escape: string): PlacedComplaint | undefined {
  for (const [index, node] of nodes.entries()) {
    const planned = [];
    for (const instruction of stages[index]?.instructions ?? []) {
      const plan = planInstruction(instruction, instruction.line, graph, escape);
      if (!plan.ok) return { ...plan.error, line: instruction.line };
      connect(node, plan.value);
      planned.push(plan.value);
    }
    node.instructions = planned;
  }
  const line = findCircle(graph.nodes);
  if (line === undefined) return undefined;
  const hint = 'A stage takes files from stages in front of it.';
  return { ...complain('The stage takes files from itself, directly or through others.', { hint }), line };
}

/** Index of the stage to build: the last one, or the last of that name. A number is taken for an index. */
function findTarget(stages: readonly Stage[], target: string | undefined): number | undefined {
  if (target === undefined || target === '') return stages.length - 1;
  const wanted = lowerCase(target);
  const named = stages.findLastIndex(({ from }) => from.name === wanted);
  if (named !== -1) return named;
  return isNumber(target) && Number(target) < stages.length ? Number(target) : undefined;
}

/** Whether a target is the number of a stage: no name starts with a digit. */
export function isNumber(target: string): boolean {
  return /^\d{1,9}$/.test(target);
}

function targetName(stages: readonly Stage[], target: string | undefined): string {
  const isGiven = target !== undefined && target !== '' && !isNumber(target);
  const stage = stages[findTarget(stages, target) ?? -1];
  return (isGiven ? target : stage?.from.name) ?? 'default';
}

function unknownTarget(stages: readonly Stage[], target: string): Complaint {
  const names = stages.flatMap(({ from }) => from.name ?? []);
  const meant = suggest(target, names);
  const listed = names
    .slice(0, 10)
    .map((name) => show(name))
    .join(', ');
  const hint =
    meant === undefined ? (names.length === 0 ? 'No stage has a name.' : `The stages are ${listed}.`) : `Did you mean ${show(meant)}?`;
  return complain(`There is no stage ${show(target)} to build.`, { hint, code: 'dockerfile/unknown-target' });
}
