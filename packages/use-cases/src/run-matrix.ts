import type { ImageName } from '@image-factory/core/enrollment';
import { blastRadius, buildNodes, planWaves, type FactoryModel } from '@image-factory/core/graph';
import type { StateChange } from '@image-factory/core/state';
import { toMatrix } from './check/matrix.ts';
import type { MatrixEntry } from './check/report.ts';

export interface RunMatrix {
  /** Waves of builds, each after the one before. */
  readonly matrix: readonly (readonly MatrixEntry[])[];
  /** Why the matrix holds nothing; empty when it holds something. */
  readonly emptyReason: string;
}

/** Fields of a state that say how its image is built. */
const definition: ReadonlySet<string> = new Set(['analysisKey', 'enrollment', 'baseImages', 'baseImageDetails']);

/**
 * What has to be built after a run: the images whose definition differs from what the state knew, and everything that
 * depends on them, in the order of builds.
 */
export function matrixOfRun(model: FactoryModel | undefined, changes: readonly StateChange[]): RunMatrix {
  if (model === undefined)
    return { matrix: [], emptyReason: 'There is no usable enrollment or factory.yaml, so nothing could be planned.' };
  const differing = new Set(changes.filter(isDefinition).map(({ name }) => name));
  const changed = new Set<ImageName>(model.managed.flatMap(({ image }) => (differing.has(image.name) ? [image.name] : [])));
  const nodes = buildNodes(model.managed);
  const { waves, blocked } = planWaves(nodes, new Set(blastRadius(nodes, changed).map(({ image }) => image)));
  const matrix = toMatrix(waves, new Map(model.managed.map(({ image }) => [image.name, image])));
  return { matrix, emptyReason: matrix.length > 0 ? '' : whyEmpty(model, blocked) };
}

function isDefinition({ kind, of, fields }: StateChange): boolean {
  if (of !== 'image' || kind === 'archived') return false;
  return fields === undefined || fields.some((field) => definition.has(field));
}

function whyEmpty({ managed }: FactoryModel, blocked: readonly ImageName[]): string {
  if (blocked.length > 0) return `The images are built from each other, so there is no order for them: ${blocked.join(', ')}.`;
  if (managed.length === 0) return 'No image is enrolled that is built; those that are only watched have no build.';
  return 'Every enrolled image is built from what its state already knows.';
}
