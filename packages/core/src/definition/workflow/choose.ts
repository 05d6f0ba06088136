import type { BuildCall } from './find-calls.ts';
import type { Leg } from './matrix.ts';
import type { ReadCall } from './read-call.ts';
import { combineDrafts, type Draft } from './said.ts';
import type { DefinedField, WantedBuild } from './types.ts';

/** A step in one leg of its matrix: what it says, whatever starts the workflow. */
export interface Candidate extends ReadCall {
  readonly call: BuildCall;
  readonly leg: Leg | undefined;
}

/** The builds of one step that are the image's, or the steps among which nothing decides. */
export type Choice =
  | { readonly kind: 'chosen'; readonly candidates: readonly Candidate[] }
  | { readonly kind: 'ambiguous'; readonly calls: readonly BuildCall[] }
  | { readonly kind: 'none' };

/**
 * Finds the build of an image, from the surest sign to the vaguest: the Dockerfile that is built; then what is pushed;
 * then the context; then whether anything is pushed at all, as many workflows build an image once to try it. A step
 * whose Dockerfile a run decides counts when it pushes the image for certain. Steps that say the same need no choice.
 */
export function chooseBuild(candidates: readonly Candidate[], wanted: WantedBuild): Choice {
  const same = candidates.filter(({ dockerfile, byImage }) => !byImage && dockerfile === wanted.dockerfile);
  const named = candidates.filter(({ dockerfile, byImage, naming }) => naming === 'yes' && (byImage || typeof dockerfile === 'object'));
  let left: readonly Candidate[] = same.length > 0 ? same : named;
  const signs: readonly ((candidate: Candidate) => boolean)[] = [
    ({ naming }) => naming === 'yes',
    ({ naming }) => naming !== 'no',
    ({ draft }) => isContext(draft, wanted.context),
    ({ pushes }) => pushes === 'yes',
    ({ pushes }) => pushes !== 'no',
  ];
  for (const sign of signs) {
    const fitting = left.filter(sign);
    if (fitting.length > 0) left = fitting;
  }
  const calls = [...new Set(left.map(({ call }) => call))];
  const [first] = calls;
  if (first === undefined) return { kind: 'none' };
  const groups = calls.map((call) => left.filter((candidate) => candidate.call === call));
  const saying = new Set(groups.map((group) => meaning(combineLegs(group))));
  return saying.size === 1 ? { kind: 'chosen', candidates: groups[0] ?? [] } : { kind: 'ambiguous', calls };
}

const listFields: ReadonlySet<DefinedField> = new Set(['platforms', 'tags']);

/** Legs of a matrix that build one image together: each for a platform of its own, or under a tag of its own. */
export function combineLegs(candidates: readonly Candidate[]): Draft<DefinedField> {
  return combineDrafts(
    candidates.map(({ draft }) => draft),
    listFields,
    'the jobs of the matrix that build this image do not agree on it',
  );
}

function isContext(draft: Draft<DefinedField>, wanted: string | undefined): boolean {
  return wanted !== undefined && (draft.get('context')?.values[0]?.value ?? '.') === wanted;
}

/** What a draft says, apart from where it says it and under which tags it is published. */
function meaning(draft: Draft<DefinedField>): string {
  const fields = [...draft].filter(([field]) => field !== 'tags' && field !== 'dockerfile');
  const said = fields.map(([field, { values }]) =>
    JSON.stringify([field, values.map(({ key, value, written }) => [key, typeof value === 'string' ? value : { written }])]),
  );
  return said.toSorted((a, b) => (a < b ? -1 : 1)).join('\n');
}
