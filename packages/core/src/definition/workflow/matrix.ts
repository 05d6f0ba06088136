import { child, entriesOf, itemsOf, type MapNode, type Node } from '../document/index.ts';
import type { Spend } from './spend.ts';

/** The values of one job of a matrix, by lower-case name; names of expressions know no case. */
export type Leg = ReadonlyMap<string, Node>;

/** The jobs that a matrix makes, or why they are not known. A job without a matrix is one leg without values. */
export type Legs = { readonly known: true; readonly legs: readonly Leg[] } | { readonly known: false; readonly why: string };

/** GitHub runs at most so many jobs of a matrix. */
const maxLegs = 256;

const tooLarge: Legs = { known: false, why: 'the workflow is too large' };

/**
 * The jobs of `strategy.matrix`: every combination of its lists, those that `exclude` names left out, and then each
 * mapping of `include` added to the combinations whose own values it does not change, or as a job of its own.
 *
 * @param spend - is told how much is compared, and whether that was too much
 * @see the workflow syntax of GitHub Actions, `jobs.<job_id>.strategy.matrix`
 */
export function readMatrix(job: Node | undefined, spend: Spend): Legs {
  const matrix = child(child(job, 'strategy'), 'matrix');
  if (matrix === undefined) return { known: true, legs: [new Map()] };
  if (matrix.kind !== 'map') return { known: false, why: 'a run works out the matrix' };
  const [include, exclude] = [child(matrix, 'include'), child(matrix, 'exclude')];
  const axes = entriesOf(matrix).filter(({ key }) => key !== 'include' && key !== 'exclude');
  const dynamic = [...axes.map(({ value }) => value), ...[include, exclude].filter((node) => node !== undefined)].find(
    ({ kind }) => kind !== 'list',
  );
  if (dynamic !== undefined) return { known: false, why: `a run works out the matrix (line ${dynamic.line})` };
  if (!spend(1)) return tooLarge;
  const combined = combine(axes.map(({ key, value }) => [key.toLowerCase(), itemsOf(value)]));
  if (combined === undefined) return { known: false, why: `the matrix has more than ${maxLegs} jobs` };
  if (!spend(combined.length * (10 + (include?.size ?? 0) + (exclude?.size ?? 0)))) return tooLarge;
  const excluded = mapsOf(exclude);
  const kept = combined.filter((leg) => !excluded.some((entry) => agrees(leg, entry, true)));
  const legs = addIncluded(axes.length === 0 ? [] : kept, mapsOf(include));
  return legs.length > maxLegs ? { known: false, why: `the matrix has more than ${maxLegs} jobs` } : { known: true, legs };
}

function mapsOf(node: Node | undefined): readonly MapNode[] {
  return itemsOf(node).filter((item) => item.kind === 'map');
}

function combine(axes: readonly (readonly [string, readonly Node[]])[]): readonly Leg[] | undefined {
  let legs: readonly Leg[] = [new Map()];
  for (const [key, values] of axes) {
    if (legs.length * values.length > 4 * maxLegs) return undefined;
    legs = legs.flatMap((leg) => values.map((value) => new Map([...leg, [key, value]])));
  }
  return legs;
}

function addIncluded(combined: readonly Leg[], included: readonly MapNode[]): readonly Leg[] {
  const legs = combined.map((original) => ({ original, values: new Map(original) }));
  const added: Leg[] = [];
  for (const entry of included.slice(0, maxLegs + 1)) {
    const values = entriesOf(entry).map(({ key, value }) => [key.toLowerCase(), value] as const);
    const fitting = legs.filter(({ original }) => agrees(original, entry, false));
    for (const leg of fitting) for (const [key, value] of values) leg.values.set(key, value);
    if (fitting.length === 0) added.push(new Map(values));
  }
  return [...legs.map(({ values }) => values), ...added];
}

/** @param all - whether a value that the leg does not have is a difference */
function agrees(leg: Leg, entry: MapNode, all: boolean): boolean {
  return entriesOf(entry).every(({ key, value }) => {
    const own = leg.get(key.toLowerCase());
    return own === undefined ? !all : isSame(own, value);
  });
}

function isSame(a: Node, b: Node): boolean {
  if (a === b) return true;
  if (a.kind === 'scalar' && b.kind === 'scalar') return a.text === b.text;
  if (a.kind === 'list' && b.kind === 'list')
    return a.items.length === b.items.length && a.items.every((item, at) => isSame(item, b.items[at] ?? a));
  if (a.kind !== 'map' || b.kind !== 'map') return false;
  return a.entries.size === b.entries.size && entriesOf(a).every(({ key, value }) => isSame(value, child(b, key) ?? a));
}
