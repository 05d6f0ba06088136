import { child, entriesOf, itemsOf, scalarText, type MapNode, type Node } from '../document/index.ts';
import { readMatrix } from './matrix.ts';
import type { Surroundings } from './scope.ts';
import type { BuildForm } from './types.ts';

/** A step, or a job that calls a workflow, which builds images. */
export interface BuildCall {
  readonly form: BuildForm | 'bake-action';
  readonly line: number;
  /** What stands at `with`. */
  readonly inputs: Node | undefined;
  readonly surroundings: Surroundings;
  /** Steps of the same job, by their id. */
  readonly steps: ReadonlyMap<string, Node>;
}

// Our own action and workflow go by the folder or file that they are in: in this repository, another one, or a fork.
const actions: readonly (readonly [RegExp, BuildForm | 'bake-action'])[] = [
  [/^docker\/build-push-action@/i, 'build-push-action'],
  [/^docker\/bake-action@/i, 'bake-action'],
  [/(?:^|\/)actions\/build-image(?:@|$)/, 'build-image'],
];
const calledWorkflow = /(?:^|\/)\.github\/workflows\/build-image\.ya?ml(?:@|$)/;

/** The builds of a workflow, in the order of the file. Steps within composite actions are not looked for. */
export function findCalls(workflow: Node | undefined, common: Pick<Surroundings, 'repository' | 'spend'>): readonly BuildCall[] {
  const workflowEnv = child(workflow, 'env');
  return entriesOf(child(workflow, 'jobs')).flatMap(({ value: job, line }) => {
    const matrix = readMatrix(job, common.spend);
    const called = calledWorkflow.test(textOf(child(job, 'uses')) ?? '');
    // A job that calls a workflow knows nothing of `env`.
    if (called)
      return [
        {
          form: 'build-image-workflow',
          line,
          inputs: child(job, 'with'),
          steps: new Map(),
          surroundings: { ...common, env: [], matrix, overwritten: () => false },
        },
      ];
    const steps = itemsOf(child(job, 'steps')).filter((step) => step.kind === 'map');
    const written = writtenVariables(steps);
    const byId = new Map(steps.map((step) => [textOf(child(step, 'id')) ?? '', step]));
    return steps.flatMap((step, index): BuildCall[] => {
      const uses = textOf(child(step, 'uses')) ?? '';
      const form = actions.find(([pattern]) => pattern.test(uses))?.[1];
      if (form === undefined) return [];
      const overwritten = (name: string): boolean => (written.get(name) ?? index) < index;
      const env = [workflowEnv, child(job, 'env'), child(step, 'env')];
      return [
        { form, line: lineOf(step), inputs: child(step, 'with'), steps: byId, surroundings: { ...common, env, matrix, overwritten } },
      ];
    });
  });
}

/** Names that scripts write to `GITHUB_ENV`, as `NAME=…` or `NAME<<…`, with the index of the first step that does. */
function writtenVariables(steps: readonly MapNode[]): ReadonlyMap<string, number> {
  const written = new Map<string, number>();
  for (const [index, step] of steps.entries()) {
    const script = textOf(child(step, 'run')) ?? '';
    if (!script.includes('GITHUB_ENV')) continue;
    for (const [, name = ''] of script.matchAll(/\b([A-Za-z_][A-Za-z0-9_]*)(?:=|<<)/g)) if (!written.has(name)) written.set(name, index);
  }
  return written;
}

/** Where a step says what it uses: that is what somebody looks for. */
function lineOf(step: MapNode): number {
  return step.entries.get('uses')?.line ?? step.line;
}

function textOf(node: Node | undefined): string | undefined {
  return node?.kind === 'scalar' ? (scalarText(node, 'workflow') ?? undefined) : undefined;
}
