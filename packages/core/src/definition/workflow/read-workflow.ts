import { notice, rangeInLine, warning, type Checked, type Problem } from '../../problem/index.ts';
import { readDocument, type Node } from '../document/index.ts';
import { chooseBuild, type Candidate } from './choose.ts';
import { findCalls, type BuildCall } from './find-calls.ts';
import type { Leg } from './matrix.ts';
import type { Naming } from './naming.ts';
import { bakesImage, isRemote, readBakeCall, toBakeBuild } from './read-bake.ts';
import { readCall, type ReadCall } from './read-call.ts';
import { combineDrafts } from './said.ts';
import { toBuild } from './to-build.ts';
import { readStarts, type Start } from './triggers.ts';
import type { BuildForm, WantedBuild, WorkflowBuild } from './types.ts';

/** Most work spent on one file, in units of `Spend`. */
const maxWork = 5_000_000;

/**
 * Finds the step of a GitHub workflow that builds an image, and reads how: `docker/build-push-action`,
 * `docker/bake-action`, our own `build-image` action, or a call of the workflow around it. Expressions are worked out
 * where the file alone decides them: `env`, a literal matrix, the repository's name when it is given, defaults of
 * inputs when the workflow can be started in no other way. Everything else is unknown, with its line.
 *
 * @param file - path of the workflow, for the places of problems
 * @returns `none` when no step builds the image, `ambiguous` when several could and differ
 */
export function readWorkflowBuild(file: string, text: string, wanted: WantedBuild): Checked<WorkflowBuild> {
  const { value: workflow, problems } = readDocument(text, file, { mergeKeys: false });
  if (workflow === undefined) return { value: { kind: 'none' }, problems };
  let work = 0;
  const spend = (units: number): boolean => {
    work += units;
    return work <= maxWork;
  };
  const calls = findCalls(workflow, { repository: wanted.sourceRepository, spend });
  // Only where `inputs` occur does it matter what starts the workflow.
  const [firstStart, ...otherStarts] = readStarts(workflow);
  const starts: Starts = [firstStart, ...(/inputs/i.test(text) ? otherStarts : [])];
  const candidates: Candidate[] = [];
  const bakes: Extract<WorkflowBuild, { kind: 'bake' }>[] = [];
  for (const call of calls) {
    if (call.form === 'bake-action' && isRemote(call.inputs)) continue;
    const legs = legsOf(call);
    const drafts: ReturnType<typeof readBakeCall>[] = [];
    for (const leg of legs) {
      if (!spend(500 + sizeOf(call.inputs))) return { value: { kind: 'none' }, problems: [...problems, tooLarge(file)] };
      if (isBuild(call)) candidates.push({ call, leg, ...readLeg(call, leg, starts, wanted) });
      else
        drafts.push(
          combineDrafts(
            starts.map((start) => readBakeCall(call, { start, leg })),
            new Set(),
            startsDiffer(starts),
          ),
        );
    }
    if (drafts.length > 0) bakes.push(toBakeBuild(call, drafts));
  }
  const choice = chooseBuild(candidates, wanted);
  if (choice.kind === 'chosen') return { value: toBuild(choice.candidates), problems };
  if (choice.kind === 'ambiguous')
    return ambiguous(
      file,
      choice.calls.map(({ line }) => line),
      wanted,
      problems,
    );
  return chooseBake(file, bakes, wanted, problems);
}

function legsOf({ surroundings: { matrix } }: BuildCall): readonly (Leg | undefined)[] {
  return matrix.known ? matrix.legs : [undefined];
}

function sizeOf(node: Node | undefined): number {
  return node?.size ?? 0;
}

function isBuild(call: BuildCall): call is BuildCall & { readonly form: BuildForm } {
  return call.form !== 'bake-action';
}

type Starts = readonly [Start, ...Start[]];

/** One leg, whatever starts the workflow: where the ways of starting differ, nothing is known. */
function readLeg(call: BuildCall & { readonly form: BuildForm }, leg: Leg | undefined, starts: Starts, wanted: WantedBuild): ReadCall {
  const [firstStart, ...otherStarts] = starts;
  const first = readCall(call, { start: firstStart, leg }, wanted);
  const others = otherStarts.map((start) => readCall(call, { start, leg }, wanted));
  const why = startsDiffer(starts);
  const dockerfile = others.every((one) => one.dockerfile === first.dockerfile) ? first.dockerfile : { why };
  const draft = combineDrafts([first.draft, ...others.map((one) => one.draft)], new Set(), why);
  return {
    ...first,
    draft,
    dockerfile,
    naming: agreed(
      first.naming,
      others.map(({ naming }) => naming),
    ),
    pushes: agreed(
      first.pushes,
      others.map(({ pushes }) => pushes),
    ),
  };
}

function agreed(first: Naming, others: readonly Naming[]): Naming {
  return others.every((other) => other === first) ? first : 'unknown';
}

function startsDiffer(starts: Starts): string {
  return `it is not the same when the workflow is started ${starts.map(({ kind }) => kind).join(' and ')}`;
}

function chooseBake(
  file: string,
  bakes: readonly Extract<WorkflowBuild, { kind: 'bake' }>[],
  wanted: WantedBuild,
  problems: readonly Problem[],
): Checked<WorkflowBuild> {
  const naming = bakes.filter((bake) => bakesImage(bake, wanted));
  const left = naming.length > 0 ? naming : bakes;
  const [first] = left;
  if (first === undefined) return { value: { kind: 'none' }, problems };
  const saying = new Set(left.map(({ line: _line, unknown, ...bake }) => JSON.stringify([bake, unknown.map(({ written }) => written)])));
  return saying.size === 1
    ? { value: first, problems }
    : ambiguous(
        file,
        left.map(({ line }) => line),
        wanted,
        problems,
      );
}

function ambiguous(file: string, lines: readonly number[], { name }: WantedBuild, problems: readonly Problem[]): Checked<WorkflowBuild> {
  const message = `Several steps could build \`${name}\`, and they differ: lines ${lines.join(', ')}.`;
  const hint = 'Say `target`, `platforms` and `buildArgs` in images.yaml, or give the steps different files or tags.';
  const source = { file, range: rangeInLine(lines[0] ?? 1, 1, 1) };
  return { value: { kind: 'ambiguous', lines }, problems: [...problems, notice('definition/ambiguous-build', message, { hint, source })] };
}

function tooLarge(file: string): Problem {
  return warning('definition/too-large', 'The workflow has too many jobs and steps to be read.', { source: { file } });
}
