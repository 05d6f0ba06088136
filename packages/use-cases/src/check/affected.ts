import type { EnrolledImage, ImageName, ManagedImage } from '@image-factory/core/enrollment';
import { blastRadius, buildNodes, planWaves, type ManagedNode } from '@image-factory/core/graph';
import type { Sources } from '../ports.ts';
import { pathsInBuild, type ChangedFiles } from './context.ts';
import { differences, fingerprintOf } from './fingerprint.ts';
import type { AffectedImage, MatrixEntry } from './report.ts';
import { toMatrix } from './matrix.ts';

export interface Before {
  /** What the base enrolls. */
  readonly images: ReadonlyMap<ImageName, EnrolledImage>;
  readonly sources: Sources;
}

export interface After {
  readonly managed: readonly ManagedNode[];
  readonly sources: Sources;
  readonly files: ChangedFiles;
}

export interface Effect {
  readonly affected: readonly AffectedImage[];
  readonly blocked: readonly ImageName[];
  readonly matrix: readonly (readonly MatrixEntry[])[];
}

/** The images that a merge would rebuild: those that it changes, and those that depend on them, in the order of builds. */
export async function findAffected(before: Before, after: After): Promise<Effect> {
  // All at once: what is read from a commit at the same time is read by one process.
  const changes = await Promise.all(after.managed.map(async ({ image }) => [image.name, await changesOf(image, before, after)] as const));
  const reasons = new Map(changes.filter(([, because]) => because.length > 0));
  const nodes = buildNodes(after.managed);
  const reached = blastRadius(nodes, new Set(reasons.keys()));
  const { waves, blocked } = planWaves(nodes, new Set(reached.map(({ image }) => image)));
  const matrix = toMatrix(waves, new Map(after.managed.map(({ image }) => [image.name, image])));
  const waveOf = new Map(matrix.flat().map(({ image, wave }) => [image, wave]));
  const affected = reached.map(({ image, depth, via }): AffectedImage => {
    const wave = waveOf.get(image);
    const because = reasons.get(image) ?? [`follows \`${via}\``];
    return { image, depth, ...(via === undefined ? {} : { via }), because, ...(wave === undefined ? {} : { wave }) };
  });
  return { affected, blocked, matrix };
}

async function changesOf(image: ManagedImage, before: Before, { sources, files }: After): Promise<string[]> {
  const old = before.images.get(image.name);
  if (old === undefined) return ['is new'];
  if (old.kind !== 'managed') return ['was only watched before'];
  if (!old.enabled) return ['was disabled before'];
  const [was, is, paths] = await Promise.all([
    fingerprintOf(old, before.sources),
    fingerprintOf(image, sources),
    pathsInBuild(image, files),
  ]);
  return [...differences(was, is), ...(paths.length === 0 ? [] : [describePaths(paths)])];
}

function describePaths(paths: readonly string[]): string {
  const [first = '', ...more] = paths;
  if (more.length === 0) return `\`${first}\` changed`;
  return `\`${first}\` and ${more.length === 1 ? 'another file' : `${more.length} other files`} of its build changed`;
}
