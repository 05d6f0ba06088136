import { child, entriesOf, scalarText, type Node } from '../document/index.ts';
import type { Scope } from './evaluate.ts';
import type { Legs, Leg } from './matrix.ts';
import { fromPieces, known, piecesOf, textOf, unknown, type Outcome } from './outcome.ts';
import type { Spend } from './spend.ts';
import { evaluateText } from './template.ts';
import type { Start } from './triggers.ts';

/** One of the circumstances in which a step may run. */
export interface Circumstance {
  readonly start: Start;
  /** Undefined: the matrix is not known. */
  readonly leg: Leg | undefined;
}

/** What holds for a step in every circumstance. */
export interface Surroundings {
  /** `env` of the workflow, the job and the step, in this order, as far as there is one. */
  readonly env: readonly (Node | undefined)[];
  /** Variables that an earlier step of the job writes to `GITHUB_ENV`: from then on they say something else. */
  readonly overwritten: (name: string) => boolean;
  readonly matrix: Legs;
  /** `owner/name` of the repository. */
  readonly repository: string | undefined;
  readonly spend: Spend;
}

/**
 * The names of expressions in one circumstance; see the table of contexts in the documentation of GitHub Actions.
 *
 * @param options.paths - whether a path is read: `github.workspace` is then the folder that paths are relative to
 */
export function createScope(
  surroundings: Surroundings,
  { start, leg }: Circumstance,
  { paths = false }: { readonly paths?: boolean } = {},
): Scope {
  const { env, overwritten, matrix, repository, spend } = surroundings;
  const values: readonly Map<Node, Outcome>[] = [new Map(), new Map(), new Map()];

  function lookup(path: readonly string[], levels: number): Outcome {
    const outcome = lookupAny(path, levels);
    return spend(20 + sizeOf(outcome)) ? outcome : unknown('the workflow is too large');
  }

  function lookupAny([context = '', ...path]: readonly string[], levels: number): Outcome {
    switch (context) {
      case 'env':
        return lookupEnv(path, levels);
      case 'matrix':
        return lookupMatrix(path);
      case 'github':
        return lookupGitHub(path);
      case 'inputs':
        return path.length === 1 ? start.input(path[0] ?? '') : unknown('it names no input');
      default:
        return unknown(runtime.get(context) ?? `only a run knows \`${context}\``);
    }
  }

  function lookupEnv(path: readonly string[], levels: number): Outcome {
    const [name = ''] = path;
    for (let level = Math.min(levels, env.length) - 1; level >= 0 && path.length === 1; level -= 1) {
      const value = child(env[level], name);
      // A step's own `env` wins over what steps before it wrote.
      if (value !== undefined && (level === 2 || !overwritten(name))) return valueOf(value, level);
    }
    if (overwritten(name)) return unknown(`an earlier step writes \`${name}\` to the environment`);
    return unknown(`no \`env\` of the workflow sets \`${name}\``);
  }

  function lookupMatrix([name = '', ...path]: readonly string[]): Outcome {
    if (leg === undefined) return unknown(matrix.known ? 'the matrix is not known' : matrix.why);
    let node = leg.get(name.toLowerCase());
    for (const step of path) {
      spend(node?.kind === 'map' ? node.entries.size : 1);
      node = node?.kind === 'list' ? node.items[Number(step)] : property(node, step);
    }
    return node === undefined ? known(null) : valueOf(node, 0);
  }

  function lookupGitHub(path: readonly string[]): Outcome {
    const name = path.join('.').toLowerCase();
    if (name.startsWith('event.inputs.') && path.length === 3)
      return start.kind === 'by hand' ? asText(start.input(path[2] ?? '')) : known(null);
    if (name === 'workspace' && paths) return known('.');
    const [owner, project] = repository?.split('/') ?? [];
    const given = new Map([
      ['repository', repository],
      ['repository_owner', owner],
      ['event.repository.name', project],
      ['event.repository.full_name', repository],
      ['event.repository.owner.login', owner],
    ]).get(name);
    return given === undefined ? unknown(`only a run knows \`github.${path.join('.').slice(0, 100)}\``) : known(given);
  }

  /** A value of the file, in whose own expressions only the outer `env` is known. It is worked out once. */
  function valueOf(node: Node, level: number): Outcome {
    if (node.kind !== 'scalar') return { kind: 'node', node };
    const before = values[level]?.get(node);
    if (before !== undefined) return before;
    const outcome = fromPieces(evaluateText(scalarText(node, 'workflow') ?? '', { lookup: (path) => lookup(path, level) }));
    values[level]?.set(node, outcome);
    return outcome;
  }

  return { lookup: (path) => lookup(path, env.length) };
}

function sizeOf(outcome: Outcome): number {
  return piecesOf(outcome).reduce((total, piece) => total + (typeof piece === 'string' ? piece.length : 1), 0);
}

const runtime: ReadonlyMap<string, string> = new Map([
  ['secrets', 'it is a secret'],
  ['vars', 'it is a variable of the repository or organization, and these are not part of the source'],
  ['steps', 'an earlier step works it out'],
  ['needs', 'an earlier job works it out'],
]);

/** In the event every input is a text, a boolean too. */
function asText(outcome: Outcome): Outcome {
  return outcome.kind === 'known' && outcome.value !== null ? known(textOf(outcome.value)) : outcome;
}

function property(node: Node | undefined, name: string): Node | undefined {
  return child(node, name) ?? entriesOf(node).find(({ key }) => key.toLowerCase() === name.toLowerCase())?.value;
}
