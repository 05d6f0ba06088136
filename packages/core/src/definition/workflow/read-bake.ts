import { child, type Node } from '../document/index.ts';
import type { BuildCall } from './find-calls.ts';
import { normalizePath } from './place.ts';
import { readInputs, sayList, sayText } from './read-input.ts';
import { combineDrafts, type Draft, type Said } from './said.ts';
import { createScope, type Circumstance } from './scope.ts';
import type { UnknownInput, WantedBuild, WorkflowBuild } from './types.ts';

type BakeInput = UnknownInput['input'];
type BakeBuild = Extract<WorkflowBuild, { kind: 'bake' }>;

/** What a step of `docker/bake-action` says in one circumstance. */
export function readBakeCall(call: BuildCall, circumstance: Circumstance): Draft<BakeInput> {
  const scope = createScope(call.surroundings, circumstance);
  const paths = createScope(call.surroundings, circumstance, { paths: true });
  const inputs = readInputs(call.inputs);
  const draft = new Map<BakeInput, Said>();
  for (const name of ['files', 'targets', 'set', 'source', 'workdir'] as const) {
    const input = inputs.get(name);
    if (input === undefined) continue;
    // Overrides hold commas of their own; the others are lists in which commas count.
    if (name === 'source' || name === 'workdir') draft.set(name, sayText(input, paths));
    else draft.set(name, sayList(input, name === 'files' ? paths : scope, { commas: name !== 'set' }));
  }
  return draft;
}

const lists: ReadonlySet<BakeInput> = new Set(['files', 'targets']);

/** The bake step as a whole: each leg of a matrix bakes some of the targets. */
export function toBakeBuild(call: BuildCall, drafts: readonly Draft<BakeInput>[]): BakeBuild {
  const draft = combineDrafts(drafts, lists, 'the jobs of the matrix do not agree on it');
  const known = (input: BakeInput): string[] =>
    (draft.get(input)?.values ?? []).map(({ value }) => value).filter((value) => typeof value === 'string');
  const unknown = [...draft].flatMap(([input, { values }]) =>
    values.flatMap(({ value, written, line }): UnknownInput[] =>
      typeof value === 'string' ? [] : [{ input, written, line, why: value.why }],
    ),
  );
  return {
    kind: 'bake',
    files: known('files'),
    targets: known('targets'),
    overrides: known('set'),
    directory: directoryOf(known('workdir')[0] ?? known('source')[0] ?? '.'),
    unknown: unknown.toSorted((a, b) => a.line - b.line),
    line: call.line,
  };
}

/** `source` of the newer versions is a Git context, `{{defaultContext}}:folder`, or a path; `workdir` of the older a path. */
function directoryOf(written: string): string {
  const path = written.replace(/^\{\{defaultContext\}\}:?/, '');
  return normalizePath(path) ?? path;
}

/** Whether a bake step names the image among its targets. */
export function bakesImage({ targets }: BakeBuild, { name, repository }: Pick<WantedBuild, 'name' | 'repository'>): boolean {
  return targets.includes(name) || targets.includes(repository.split('/').at(-1) ?? name);
}

/** Whether the action is asked to bake definitions that it fetches from elsewhere. */
export function isRemote(inputs: Node | undefined): boolean {
  const source = child(inputs, 'source');
  return source?.kind === 'scalar' && /^(?:https?:\/\/|git@|ssh:\/\/)/i.test(source.text);
}
